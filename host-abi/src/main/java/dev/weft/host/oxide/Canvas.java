package dev.weft.host.oxide;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a guest has drawn since it last cleared its canvas, as a list; and the buttons on it.
 *
 * <p>Threads: the guest's, or anybody's when it has ended.
 */
public final class Canvas {
    static final int WIDTH = 800;
    static final int HEIGHT = 600;
    private static final int MOST = 100_000;
    private static final int MOST_LETTERS = 4 << 20;

    private final List<Stroke> strokes = new ArrayList<>();
    private final Set<Integer> clicked = new HashSet<>();
    private long letters;
    private long calls;

    /** Something drawn. */
    public sealed interface Stroke {
        /** All of the canvas in one colour. */
        record Clear(int argb) implements Stroke {
        }

        /** A filled rectangle. */
        record Rect(float x, float y, float width, float height, int argb) implements Stroke {
        }

        /** A filled circle. */
        record Circle(float x, float y, float radius, int argb) implements Stroke {
        }

        /** Text whose top left corner is given. */
        record Text(float x, float y, float size, int argb, String text) implements Stroke {
        }

        /** A button with its label. */
        record Button(int id, float x, float y, float width, float height, String label) implements Stroke {
        }
    }

    Canvas() {
    }

    void add(Stroke stroke) {
        calls++;
        if (stroke instanceof Stroke.Clear) {
            strokes.clear();
            letters = 0;
        }
        int length = switch (stroke) {
            case Stroke.Text text -> text.text().length();
            case Stroke.Button button -> button.label().length();
            default -> 0;
        };
        if (strokes.size() < MOST && letters + length <= MOST_LETTERS) {
            strokes.add(stroke);
            letters += length;
        }
    }

    /** Presses a button: the guest finds it clicked when it draws it next. */
    void click(int id) {
        clicked.add(id);
    }

    boolean takeClick(int id) {
        return clicked.remove(id);
    }

    /** What was drawn since the canvas was cleared, in order; of very much only the beginning. */
    public List<Stroke> strokes() {
        return List.copyOf(strokes);
    }

    /** How often the guest has drawn. */
    public long calls() {
        return calls;
    }

    /** The picture. */
    public BufferedImage draw() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (Stroke stroke : strokes) {
            draw(graphics, stroke);
        }
        graphics.dispose();
        return image;
    }

    private static void draw(Graphics2D graphics, Stroke stroke) {
        switch (stroke) {
            case Stroke.Clear clear -> {
                graphics.setColor(new Color(clear.argb(), true));
                graphics.fillRect(0, 0, WIDTH, HEIGHT);
            }
            case Stroke.Rect rect -> {
                graphics.setColor(new Color(rect.argb(), true));
                graphics.fill(new Rectangle2D.Float(rect.x(), rect.y(), rect.width(), rect.height()));
            }
            case Stroke.Circle circle -> {
                float radius = circle.radius();
                graphics.setColor(new Color(circle.argb(), true));
                graphics.fill(new Ellipse2D.Float(circle.x() - radius, circle.y() - radius, 2 * radius, 2 * radius));
            }
            case Stroke.Text text -> {
                graphics.setColor(new Color(text.argb(), true));
                write(graphics, text.x(), text.y(), text.size(), text.text());
            }
            case Stroke.Button button -> {
                graphics.setColor(Color.DARK_GRAY);
                graphics.fill(new Rectangle2D.Float(button.x(), button.y(), button.width(), button.height()));
                graphics.setColor(Color.WHITE);
                write(graphics, button.x() + 8, button.y() + button.height() / 2 - 7, 14, button.label());
            }
        }
    }

    private static void write(Graphics2D graphics, float x, float y, float size, String text) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont(Math.clamp(size, 1f, 500f)));
        graphics.drawString(text, x, y + graphics.getFontMetrics().getAscent());
    }
}
