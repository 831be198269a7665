package dev.weft.cli;

import java.util.Locale;

/** A profile as one page of HTML: each function lies on the one that called it, as wide as its share of the time. */
final class FlameGraph {
    private static final double NARROWEST = 0.0008;
    private static final String PAGE = """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Flame graph</title><style>
            body{font:14px system-ui,sans-serif;margin:1rem;color:#222}#graph{position:relative}
            #graph div{position:absolute;height:18px;line-height:18px;font-size:12px;overflow:hidden;white-space:nowrap;
            box-sizing:border-box;border:1px solid #fff;border-radius:3px;padding:0 4px;cursor:pointer;color:#222}
            .guest{background:#f2b36b}.other{background:#b9c4d0}.found{outline:2px solid #b3261e}
            #note{min-height:1.4em;margin:.5rem 0}
            @media(prefers-color-scheme:dark){body{color:#ddd;background:#161616}#graph div{border-color:#161616}}
            </style><h1>Where the time went</h1>
            <p>%,d samples, %d ms apart. Click a function to see it alone; the bottom shows all again.
            <input id="find" placeholder="find a function"></p><div id="note"></div><div id="graph"></div><script>
            const nodes=[%s];
            const graph=document.getElementById('graph'),note=document.getElementById('note');
            const depth=1+Math.max(...nodes.map(n=>n[0]));
            function draw(from,width){graph.replaceChildren();graph.style.height=depth*18+'px';
            const word=document.getElementById('find').value;
            for(const [level,at,total,self,name,guest] of nodes){
            const left=(at-from)/width,right=(at+total-from)/width;if(right<=0||left>=1||right-left<0.0008)continue;
            const box=document.createElement('div');box.className=guest?'guest':'other';
            if(word&&name.includes(word))box.classList.add('found');
            const l=Math.max(0,left),r=Math.min(1,right);
            box.style.cssText=`left:${l*100}%%;width:${(r-l)*100}%%;top:${(depth-1-level)*18}px`;box.textContent=name;
            const text=`${name}: ${(100*total/nodes[0][2]).toFixed(1)} %% of the time, `
            +`${(100*self/nodes[0][2]).toFixed(1)} %% in its own code (${total} and ${self} samples)`;
            box.title=text;box.onmouseenter=()=>note.textContent=text;box.onclick=()=>draw(at,total);graph.append(box)}}
            document.getElementById('find').oninput=()=>draw(0,nodes[0][2]);draw(0,nodes[0][2]);
            </script></html>
            """;

    private FlameGraph() {
    }

    static String of(Profile profile) {
        StringBuilder nodes = new StringBuilder();
        append(nodes, profile.root(), 0, 0, Math.max(1, profile.samples()));
        return String.format(Locale.ROOT, PAGE, profile.samples(), Profile.PERIOD_MS, nodes);
    }

    private static void append(StringBuilder out, Profile.Node node, int level, long at, long all) {
        out.append(out.isEmpty() ? "" : ",\n").append('[').append(level).append(',').append(at).append(',')
                .append(level == 0 ? all : node.total).append(',').append(node.self).append(',')
                .append(Json.string(node.name).replace("<", "\\u003c")).append(',').append(node.funcIdx >= 0)
                .append(']');
        long place = at;
        for (Profile.Node callee : node.callees.values()) {
            if (callee.total >= NARROWEST * all) {
                append(out, callee, level + 1, place, all);
            }
            place += callee.total;
        }
    }
}
