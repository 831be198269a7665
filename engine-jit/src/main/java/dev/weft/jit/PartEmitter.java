package dev.weft.jit;

import dev.weft.jit.vector.Lane;
import dev.weft.runtime.compiled.EmittedNames;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Emits a function as one method or, by a {@link Plan}, as several that call each other.
 *
 * <p>A branch knows only the place where it leads. If that is in another method, it goes to a detour at the end of this
 * one, which writes what has changed to the frame and returns the number of the exit, or jumps to the call of the
 * region with that place.
 */
abstract class PartEmitter extends CodeEmitter {
    /** The pieces of the function, when it is emitted to find out about them. */
    final Survey survey;
    /** How the function is cut, or null. */
    final Plan plan;
    final Shape shape;
    private final ClassVisitor owner;
    final String ownerName;
    boolean looksAtMemory;
    private final String methodName;
    private final FrameClass frame;
    private final Map<Region, Part> parts = new HashMap<>();
    private final List<Part> order = new ArrayList<>();
    private int piece = -1;

    PartEmitter(Target target, Shape shape) {
        super(target);
        this.survey = target.survey();
        this.plan = target.plan();
        this.owner = target.writer();
        this.ownerName = target.className();
        this.methodName = target.methodName();
        this.frame = target.frame();
        this.shape = shape;
        adopt(part);
    }

    private void adopt(Part other) {
        parts.put(other.region, other);
        order.add(other);
        switchTo(other);
    }

    private void switchTo(Part other) {
        part = other;
        mv = other.mv;
    }

    @Override
    boolean isFinal() {
        return survey == null;
    }

    @Override
    void popped() {
        if (survey != null) {
            survey.height(size());
        }
    }

    /** Makes the frame of a function that is cut. */
    void makeFrame() {
        part.frame = newVar(1);
        mv.visitTypeInsn(NEW, frame.name);
        mv.visitInsn(DUP);
        mv.visitMethodInsn(INVOKESPECIAL, frame.name, "<init>", "()V", false);
        mv.visitVarInsn(ASTORE, part.frame);
    }

    // Places

    /** Where a branch goes; to be asked for every branch. */
    Label label(int place) {
        if (survey != null) {
            survey.branch(place);
        }
        charges.branch(place);
        return labelAt(place);
    }

    private Label labelAt(int place) {
        Label known = part.labels.get(place);
        if (known != null) {
            return known;
        }
        Label label = new Label();
        part.labels.put(place, label);
        if (plan != null && plan.main.owner(plan.survey.at(place).index) != part.region) {
            part.outOfLine.add(() -> detour(place, label));
        }
        return label;
    }

    /** Variables for what is known of the memory, if the function looks at it. */
    void newMemoryVars() {
        if (!looksAtMemory) {
            return;
        }
        part.limit = newVar(1);
        if (compiled.usesUnsafe) {
            part.base = newVar(2);
        } else {
            part.view = newVar(1);
        }
    }

    /** A piece begins at a place where branches may arrive. All operands are at home if it is reachable. */
    void begin(int place, boolean reachable, boolean pinned) {
        if (survey != null) {
            Label here = new Label();
            mv.visitLabel(here);
            survey.begin(place, operands, here.getOffset(), reachable, pinned);
        }
        charges.arrive(place, reachable);
        if (plan != null) {
            moveTo(place, reachable);
            charges.join();
        }
        mv.visitLabel(labelAt(place));
        part.checked.clear();
    }

    @Override
    void memoryMayMove() {
        if (survey != null) {
            survey.memoryMayMove();
        }
    }

    /** Another instruction begins: a piece may end here. */
    void mayCut(int ordinal) {
        if (survey != null) {
            boolean pending = size() > 0 && top(0).mode >= Operand.TEST;
            Label here = new Label();
            mv.visitLabel(here);
            if (!pending && survey.wantsCut(size(), here.getOffset())) {
                int place = survey.newPlace();
                survey.cuts.put(ordinal, place);
                survey.begin(place, operands, here.getOffset(), true, false);
            }
        } else if (plan != null) {
            Integer place = plan.survey.cuts.get(ordinal);
            if (place != null && moveTo(place, true)) {
                mv.visitLabel(labelAt(place));
            }
        }
    }

    /** Goes on with the next piece; whether that is in another method. */
    private boolean moveTo(int place, boolean reachable) {
        piece++;
        if (plan.survey.pieces.get(piece).key != place) {
            throw new IllegalStateException("piece " + piece + " begins at " + plan.survey.pieces.get(piece).key
                    + " and not at " + place);
        }
        Region region = plan.main.owner(piece);
        if (region == part.region) {
            return false;
        }
        if (reachable) {
            settleAll();
            for (int i = 0; i < size(); i++) {
                goHome(i);
            }
            mv.visitJumpInsn(GOTO, label(place));
        }
        open(region);
        switchTo(parts.get(region));
        part.checked.clear();
        charges.join();
        for (int i = 0; i < size(); i++) {
            operands.set(i, atHome(i, carried(operands.get(i).kind)));
        }
        return true;
    }

    private String methodName(Region region) {
        return methodName + EmittedNames.REGION + region.number;
    }

    /** Begins the methods of a region and of those around it. */
    private void open(Region region) {
        if (parts.containsKey(region)) {
            return;
        }
        open(region.parent);
        switchTo(parts.get(region.parent));
        emitCall(region);
        adopt(new Part(owner.visitMethod(ACC_STATIC, methodName(region), descriptor(region), null, null), region));
        mv.visitCode();
        part.frame = newVar(1);
        part.context = newVar(1);
        part.depth = newVar(1);
        if (region.entries.size() > 1) {
            part.entry = newVar(1);
        }
        charges.parameter();
        newMemoryVars();
        allocateVectors();
        initLocals(region);
        if (!region.turns.isEmpty()) {
            part.rounds = newVar(1);
        }
        mv.visitJumpInsn(GOTO, part.prologue);
        mv.visitLabel(part.body);
        charges.beginRegion();
    }

    /** Decides where the locals of a method lie. */
    void initLocals(Region region) {
        part.localVars = new int[localKinds().length];
        for (int i = 0; i < part.localVars.length; i++) {
            part.localVars[i] = region != null && region.framed.get(i) ? FRAMED - i : -1;
        }
    }

    abstract Kind[] localKinds();

    abstract ValType[] localTypes();

    /** The method that is the function for those who call it. */
    Part mainPart() {
        return order.getFirst();
    }

    /** Where a local lies in the first method, or in the frame if that does not touch it. */
    int mainVar(int localIdx) {
        boolean isVariable = plan == null || isVariable(plan.main, localIdx);
        return isVariable ? localVar(localIdx) : FRAMED - localIdx;
    }

    /** The variable of a local. */
    int localVar(int localIdx) {
        if (part.localVars[localIdx] == -1) {
            part.localVars[localIdx] = newVar(localKinds()[localIdx].width);
        }
        return part.localVars[localIdx];
    }

    /** Locals of a method that lie in its variables, and so must be written around the calls of its regions. */
    private boolean isVariable(Region region, int localIdx) {
        return region.own.get(localIdx) && !region.framed.get(localIdx);
    }

    private String descriptor(Region region) {
        return "(L" + frame.name + ";L" + Names.CONTEXT + ";I" + (region.entries.size() > 1 ? "I" : "")
                + (charges.areOn() ? "J" : "") + ")" + (region.exits.size() > 1 ? "I" : charges.areOn() ? "J" : "V");
    }


    // Values in the frame

    /** Gives a method the variables that vectors need. */
    abstract void allocateVectors();

    /** Fills them. */
    abstract void beginVectors();

    /** The lanes in which a local that is a vector is kept. */
    abstract Lane laneOfLocal(int localIdx);

    abstract void loadVectorField(String name);

    abstract void storeVectorField(String name);

    /** Stores the vector in a variable. */
    abstract void toVectorField(int var, String name);

    @Override
    void loadField(Kind kind, String name) {
        if (kind == Kind.X) {
            loadVectorField(name);
        } else if (kind == Kind.V) {
            field(GETFIELD, Kind.J, name);
            field(GETFIELD, Kind.J, name + "h");
        } else {
            field(GETFIELD, kind, name);
        }
    }

    private void field(int instruction, Kind kind, String name) {
        mv.visitVarInsn(ALOAD, part.frame);
        if (instruction == PUTFIELD) {
            if (kind.isWide()) {
                mv.visitInsn(DUP_X2);
                mv.visitInsn(POP);
            } else {
                mv.visitInsn(SWAP);
            }
        }
        mv.visitFieldInsn(instruction, frame.name, name, kind.descriptor);
        frame.use(name, kind.descriptor);
    }

    @Override
    void storeField(Kind kind, String name) {
        if (kind == Kind.X) {
            storeVectorField(name);
        } else if (kind == Kind.V) {
            field(PUTFIELD, Kind.J, name + "h");
            field(PUTFIELD, Kind.J, name);
        } else {
            field(PUTFIELD, kind, name);
        }
    }

    private static String homeField(int position, Kind kind) {
        return "h" + position + kind.name();
    }

    static String localField(int localIdx) {
        return "l" + localIdx;
    }

    private void toField(Kind kind, int var, String name) {
        part.touched.set(var);
        if (kind == Kind.X) {
            toVectorField(var, name);
            return;
        }
        mv.visitVarInsn(ALOAD, part.frame);
        if (kind == Kind.V) {
            mv.visitVarInsn(LLOAD, var);
            put(Kind.J, name);
            mv.visitVarInsn(ALOAD, part.frame);
            mv.visitVarInsn(LLOAD, var + 2);
            put(Kind.J, name + "h");
        } else {
            mv.visitVarInsn(kind.load, var);
            put(kind, name);
        }
    }

    void put(Kind kind, String name) {
        mv.visitFieldInsn(PUTFIELD, frame.name, name, kind.descriptor);
        frame.use(name, kind.descriptor);
    }

    private void fromField(Kind kind, int var, String name) {
        loadField(kind, name);
        storeVar(kind, var);
    }

    private void localFromField(int localIdx, int var) {
        Kind kind = localKinds()[localIdx];
        loadField(kind, localField(localIdx));
        if (kind == Kind.X && laneOfLocal(localIdx) != Lane.L) {
            Lane lane = laneOfLocal(localIdx);
            invokeVirtual(Names.VECTOR, lane.reinterpret, "()" + Names.type(lane.type));
        }
        storeVar(kind, var);
    }

    // Between methods

    private void detour(int place, Label label) {
        mv.visitLabel(label);
        Region child = part.region.childWith(plan.survey.at(place).index);
        if (child == null) {
            leave(place);
            return;
        }
        storeHomes(plan.survey.at(place).operands, child.lowest, false);
        if (child.entries.size() > 1) {
            intConstant(child.entries.indexOf(place));
            mv.visitVarInsn(ISTORE, entryVar());
        }
        mv.visitJumpInsn(GOTO, callOf(child));
    }

    /** Where a method calls one of its regions. */
    private Label callOf(Region child) {
        return part.calls.computeIfAbsent(child, unused -> new Label());
    }

    /**
     * Jumps to one of many places, by the index on the JVM's stack, the last place for all that are too large. False if
     * that cannot be done, with nothing emitted.
     */
    boolean jumpByTable(int[] places) {
        Map<Region, Kind[]> heights = new HashMap<>();
        for (int place : places) {
            Region child = childAt(place);
            Kind[] operands = plan.survey.at(place).operands;
            if (child != null && heights.putIfAbsent(child, operands) instanceof Kind[] other
                    && !Arrays.equals(other, operands)) {
                return false;
            }
        }
        choose(places, this::label, (child, place) -> storeHomes(heights.get(child), child.lowest, false));
        return true;
    }

    /** The region of this method with a place, or null. */
    private Region childAt(int place) {
        return place == Survey.RETURN ? null : part.region.childWith(plan.survey.at(place).index);
    }

    /** Whether so many of some places are in regions of this method that none should need code of its own. */
    private boolean manyAreInRegions(List<Integer> places) {
        return places.stream().filter(place -> childAt(place) != null).count() > Survey.MANY_TARGETS;
    }

    /**
     * Jumps to one of many places, by the index on the JVM's stack, the last place for all that are too large. An array
     * tells for each index which region to call and where to enter it; the places of a region share a jump.
     *
     * @param labels where to jump for a place that is in no region of this method
     * @param before emits what is done before a region is called, given one of the places in it
     */
    private void choose(int[] places, IntFunction<Label> labels, ObjIntConsumer<Region> before) {
        Map<Object, Integer> groups = new LinkedHashMap<>();
        List<Label> jumps = new ArrayList<>();
        List<Runnable> calls = new ArrayList<>();
        int[] coded = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            int place = places[i];
            Region child = childAt(place);
            Integer number = groups.putIfAbsent(child == null ? (Object) place : child, groups.size());
            if (number == null) {
                number = groups.size() - 1;
                Label jump = child == null ? labels.apply(place) : new Label();
                jumps.add(jump);
                if (child != null) {
                    calls.add(() -> {
                        mv.visitLabel(jump);
                        before.accept(child, place);
                        mv.visitJumpInsn(GOTO, callOf(child));
                    });
                }
            }
            coded[i] = number << 16 | (child == null ? 0 : child.entries.indexOf(place));
        }
        constants.load(mv, coded, "[I");
        invokeStatic(Names.SUPPORT, "choose", "(I[I)I");
        mv.visitInsn(DUP);
        intConstant(0xFFFF);
        mv.visitInsn(IAND);
        mv.visitVarInsn(ISTORE, entryVar());
        intConstant(16);
        mv.visitInsn(IUSHR);
        mv.visitTableSwitchInsn(0, jumps.size() - 1, jumps.getLast(), jumps.toArray(Label[]::new));
        calls.forEach(Runnable::run);
    }

    private int entryVar() {
        if (part.entry < 0) {
            part.entry = newVar(1);
        }
        return part.entry;
    }

    private void storeHomes(Kind[] kinds, int from, boolean onlyTouched) {
        for (int i = from; i < kinds.length; i++) {
            int var = home(i, kinds[i]);
            if (!onlyTouched || part.touched.get(var)) {
                toField(kinds[i], var, homeField(i, kinds[i]));
            }
        }
    }

    /** Leaves the method of a region for a place outside. */
    private void leave(int place) {
        Region region = part.region;
        Piece next = plan.survey.at(place);
        storeHomes(next.operands, region.lowest, true);
        writeLocals(next.live);
        returnExit(place);
    }

    /** A round of a loop begins: if there were many, the region is left to be entered again. See {@link Plan}. */
    void turn(int place) {
        if (plan == null || !part.region.turns.contains(place)) {
            return;
        }
        Label enough = new Label();
        mv.visitIincInsn(part.rounds, -1);
        mv.visitVarInsn(ILOAD, part.rounds);
        mv.visitJumpInsn(IFLT, enough);
        part.outOfLine.add(() -> {
            mv.visitLabel(enough);
            leave(place);
        });
    }

    private void writeLocals(BitSet wanted) {
        Region region = part.region;
        for (int x = wanted.nextSetBit(0); x >= 0; x = wanted.nextSetBit(x + 1)) {
            if (region.writes.get(x) && isVariable(region, x)) {
                toField(localKinds()[x], localVar(x), localField(x));
            }
        }
    }

    /** Returns from the method of a region, by one of its exits. */
    void returnExit(int place) {
        Region region = part.region;
        charges.join();
        if (region.exits.size() > 1) {
            charges.leave();
            intConstant(region.exits.indexOf(place));
            mv.visitInsn(IRETURN);
        } else {
            charges.returnFromRegion();
        }
    }

    /** Emits the call of a region, where it stands. */
    private void emitCall(Region child) {
        mv.visitLabel(callOf(child));
        Region region = part.region;
        for (int x = child.wants.nextSetBit(0); x >= 0; x = child.wants.nextSetBit(x + 1)) {
            if (isVariable(region, x)) {
                toField(localKinds()[x], localVar(x), localField(x));
            }
        }
        mv.visitVarInsn(ALOAD, part.frame);
        loadContext();
        mv.visitVarInsn(ILOAD, part.depth);
        if (child.entries.size() > 1) {
            mv.visitVarInsn(ILOAD, entryVar());
        }
        charges.passing();
        invokeStatic(ownerName, methodName(child), descriptor(child));
        charges.passedRegion(child.exits.size() <= 1);
        if (child.movesMemory) {
            refreshMemory();
        }
        for (int x = child.writes.nextSetBit(0); x >= 0; x = child.writes.nextSetBit(x + 1)) {
            if (isVariable(region, x)) {
                localFromField(x, localVar(x));
            }
        }
        int count = child.exits.size();
        if (count == 0) {
            mv.visitInsn(ACONST_NULL);
            mv.visitInsn(ATHROW);
            return;
        }
        if (manyAreInRegions(child.exits)) {
            landOnMany(child);
            return;
        }
        Label[] landings = new Label[count];
        for (int i = 0; i < count; i++) {
            landings[i] = new Label();
        }
        if (count > 1) {
            if (count == 2) {
                mv.visitJumpInsn(IFNE, landings[1]);
            } else {
                mv.visitTableSwitchInsn(0, count - 2, landings[count - 1], Arrays.copyOf(landings, count - 1));
            }
        }
        for (int i = 0; i < count; i++) {
            mv.visitLabel(landings[i]);
            land(child, child.exits.get(i));
        }
    }

    /** Goes on where a region was left for. */
    private void land(Region child, int exit) {
        if (exit == Survey.RETURN) {
            returnFromChild();
            return;
        }
        Kind[] kinds = plan.survey.at(exit).operands;
        fromHomeFields(kinds, child.lowest, kinds.length);
        mv.visitJumpInsn(GOTO, label(exit));
    }

    /** The same for a region with many exits; what the next region finds in the frame stays there. */
    private void landOnMany(Region child) {
        List<Runnable> landings = new ArrayList<>();
        choose(child.exits.stream().mapToInt(Integer::intValue).toArray(), exit -> {
            Label landing = new Label();
            landings.add(() -> {
                mv.visitLabel(landing);
                land(child, exit);
            });
            return landing;
        }, (next, exit) -> {
            Kind[] kinds = plan.survey.at(exit).operands;
            fromHomeFields(kinds, child.lowest, Math.min(next.lowest, kinds.length));
        });
        landings.forEach(Runnable::run);
    }

    private void fromHomeFields(Kind[] kinds, int from, int to) {
        for (int k = from; k < to; k++) {
            fromField(kinds[k], home(k, kinds[k]), homeField(k, kinds[k]));
        }
    }

    /** A region has returned from the function; the result is in the frame. */
    private void returnFromChild() {
        if (!part.region.isMain()) {
            returnExit(Survey.RETURN);
            return;
        }
        charges.beforeReturn();
        if (shape.results.length > 0) {
            Kind kind = shape.results[0] == Kind.V ? Kind.J : shape.results[0];
            loadField(kind, "r");
            mv.visitInsn(kind.return_);
        } else {
            charges.returnNothing();
        }
    }

    /** Emits the return of the value on the JVM's stack, if the function has one. */
    void returnValue() {
        boolean inRegion = part.region != null && !part.region.isMain();
        if (shape.results.length > 0) {
            Kind kind = shape.results[0] == Kind.V ? Kind.J : shape.results[0];
            if (!inRegion) {
                mv.visitInsn(kind.return_);
                return;
            }
            storeField(kind, "r");
        } else if (!inRegion) {
            charges.returnNothing();
            return;
        }
        returnExit(Survey.RETURN);
    }

    // The end

    /** Emits what lies behind the body, in all methods. */
    void finishParts() {
        if (survey != null) {
            Label here = new Label();
            mv.visitLabel(here);
            survey.finish(here.getOffset());
        }
        // children first: their calls stand in their parents already, and only they ask for more of them
        for (int i = order.size() - 1; i >= 0; i--) {
            switchTo(order.get(i));
            Region region = part.region;
            boolean isRegion = region != null && !region.isMain();
            Label[] entries = new Label[isRegion ? region.entries.size() : 0];
            boolean passesMany = isRegion && manyAreInRegions(region.entries);
            for (int k = 0; k < entries.length; k++) {
                int place = region.entries.get(k);
                entries[k] = passesMany && childAt(place) != null ? null : labelAt(place);
            }
            if (part.escape != null) {
                mv.visitLabel(part.escape);
                mv.visitInsn(ATHROW);
            }
            for (int k = 0; k < part.outOfLine.size(); k++) {
                part.outOfLine.get(k).run();
            }
            if (isRegion) {
                charges.endRegion();
                guard(region);
                prologue(region, entries);
            }
            charges.finish();
            Label end = new Label();
            mv.visitLabel(end);
            if (end.getOffset() <= CompiledModule.MOST_BYTES) {
                tellFarLines(isRegion ? methodName(region) : methodName);
            } else if (plan != null) {
                throw new TooLargeException();
            }
        }
        for (Part each : order) {
            if (each != part) {
                each.mv.visitMaxs(0, 0);
                each.mv.visitEnd();
            }
        }
    }

    private void tellFarLines(String method) {
        if (!part.farLines.isEmpty()) {
            MethodVisitor teller = owner.visitMethod(ACC_PUBLIC | ACC_STATIC, method + EmittedNames.LINES,
                    "()Ljava/lang/String;", null, null);
            teller.visitCode();
            teller.visitLdcInsn(part.farLines.toString());
            teller.visitInsn(ARETURN);
            teller.visitMaxs(0, 0);
            teller.visitEnd();
        }
    }

    /** Lets handlers outside see what a region has changed. */
    private void guard(Region region) {
        if (!region.guarded) {
            return;
        }
        BitSet wanted = new BitSet();
        for (int id : plan.survey.pieces.get(region.first).guards) {
            Piece handler = plan.survey.handler(id);
            if (handler != null && !region.contains(handler.index)) {
                wanted.or(handler.live);
            }
        }
        Label end = new Label();
        mv.visitLabel(end);
        mv.visitTryCatchBlock(part.body, end, end, Names.EXCEPTION);
        writeLocals(wanted);
        mv.visitInsn(ATHROW);
    }

    private void prologue(Region region, Label[] entries) {
        mv.visitLabel(part.prologue);
        beginVectors();
        BitSet live = new BitSet();
        for (int entry : region.entries) {
            Piece piece = plan.survey.at(entry);
            live.or(piece.live);
            for (int k = 0; k < piece.operands.length; k++) {
                int var = home(k, piece.operands[k]);
                if (part.touched.get(var)) {
                    fromField(piece.operands[k], var, homeField(k, piece.operands[k]));
                }
            }
        }
        for (int x = 0; x < part.localVars.length; x++) {
            int var = part.localVars[x];
            if (var < 0) {
                continue;
            }
            if (live.get(x)) {
                localFromField(x, var);
            } else if (!region.children.isEmpty()) {
                Kind kind = localKinds()[x] == Kind.X ? Kind.V : localKinds()[x];
                carry(Operand.constant(kind, 0, 0), laneOfLocal(x));
                storeVar(localKinds()[x], var);
            }
        }
        if (part.usesMemory || !region.children.isEmpty()) {
            refreshMemory();
        }
        charges.enterRegion();
        if (part.rounds >= 0) {
            intConstant(CompiledModule.MOST_ROUNDS);
            mv.visitVarInsn(ISTORE, part.rounds);
        }
        if (entries.length == 0) {
            mv.visitInsn(ACONST_NULL);
            mv.visitInsn(ATHROW);
        } else if (manyAreInRegions(region.entries)) {
            mv.visitVarInsn(ILOAD, part.entry);
            choose(region.entries.stream().mapToInt(Integer::intValue).toArray(), this::labelAt, (child, place) -> { });
        } else if (entries.length > 1) {
            mv.visitVarInsn(ILOAD, part.entry);
            mv.visitTableSwitchInsn(0, entries.length - 2, entries[entries.length - 1],
                    Arrays.copyOf(entries, entries.length - 1));
        } else {
            mv.visitJumpInsn(GOTO, entries[0]);
        }
    }
}
