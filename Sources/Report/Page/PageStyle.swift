/// How a report's page looks: one column, light or dark as the reader prefers, tables that scroll by themselves, and drawings made
/// for the width that there is.
enum PageStyle {
    static let text = """
        :root{color-scheme:light dark;--ink:#1b2229;--quiet:#56616b;--ground:#fff;--rule:#dfe4e8;--stripe:rgba(91,102,112,.055);--tint:#f3f6f8;\
        --mark:#d55e00}
        @media(prefers-color-scheme:dark){:root{--ink:#e8ecf0;--quiet:#a3adb7;--ground:#14181c;--rule:#323a42;\
        --stripe:rgba(163,173,183,.07);--tint:#1c2228;--mark:#ff8a3d}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);overflow-wrap:anywhere;\
        font:16px/1.55 system-ui,-apple-system,'Segoe UI','Helvetica Neue',Arial,sans-serif}
        main,footer{max-width:1120px;margin:0 auto;padding:0 20px}
        h1{font-size:1.9rem;line-height:1.25;letter-spacing:-.01em;margin:2.2rem 0 .6rem}
        h2{font-size:1.2rem;line-height:1.3;margin:2.6rem 0 .6rem}
        p.question{font-size:1.12rem;margin:.2rem 0 1.4rem;color:var(--quiet);max-width:44em}
        dl.setup{display:grid;grid-template-columns:max-content 1fr;gap:.28rem 1.2rem;margin:.6rem 0 0;font-size:.92rem}
        dl.setup dt{color:var(--quiet)}
        dl.setup dd{margin:0;grid-column:2}
        .findings{background:var(--tint);border-radius:8px;padding:.2rem 1.1rem .5rem;margin:1.6rem 0}
        .findings h2{margin:.9rem 0 .3rem}
        .findings p{margin:.4rem 0}
        figure{margin:2rem 0;max-width:940px}
        .findings,.remark,dl.setup{max-width:940px}
        svg{width:100%;height:auto;display:block}
        .narrow{display:none}
        figcaption,p.caption{color:var(--quiet);font-size:.86rem;line-height:1.5;margin:.5rem 0 0;max-width:66em}
        .remark{border-left:3px solid var(--mark);padding:.1rem 0 .1rem .9rem;margin:.8rem 0}
        .wide{overflow-x:auto;overflow-wrap:normal;background:linear-gradient(to left,var(--ground) 40%,transparent) right/36px 100%,\
        linear-gradient(to left,var(--rule),transparent) right/14px 100%;background-repeat:no-repeat;background-attachment:local,scroll}
        .wide:focus-visible{outline:2px solid #2a93c9;outline-offset:3px}
        .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        table{border-collapse:separate;border-spacing:0;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:60%}
        th,td{padding:.36rem .7rem .36rem 0;text-align:right;white-space:nowrap;border-bottom:1px solid var(--rule)}
        thead th{font-weight:600;color:var(--quiet);vertical-align:bottom;white-space:normal}
        thead tr:last-child th{min-width:3.7em}
        th.group{text-align:left;border-bottom:2px solid var(--rule);padding-left:.6rem}
        th.first,td.first{padding-left:.6rem}
        tbody th{font-weight:600;text-align:right;position:sticky;left:0;background:var(--ground)}
        th.text,td.text{text-align:left}
        td.text{min-width:6em}
        tbody tr:nth-child(even){background:var(--stripe)}
        tbody tr:nth-child(even) th{background:linear-gradient(var(--stripe),var(--stripe)),var(--ground)}
        footer{margin-top:3rem;padding-top:.2rem;padding-bottom:2.5rem;border-top:1px solid var(--rule);\
        color:var(--quiet);font-size:.88rem}
        pre,code,td.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        pre{background:var(--tint);color:var(--ink);border-radius:6px;padding:.6rem .8rem;overflow-x:auto;font-size:.84rem}
        details>summary{cursor:pointer}
        footer td:nth-child(5){font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.78rem}
        @media(max-width:640px){.broad{display:none}.narrow{display:block}main,footer{padding:0 14px}\
        dl.setup{display:block}dl.setup dt{margin-top:.55rem;font-size:.84rem}h1{font-size:1.55rem}}
        @media print{body{background:#fff;color:#000}figure,tr{break-inside:avoid}.wide{overflow:visible}}

        """
}
