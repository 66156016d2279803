extension StudyReport {
    /// One file that needs nothing else: figures and style within it, no scripts, no addresses, no clocks.
    /// The program's version stands in the footer.
    public func html(version: String) -> String {
        var page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        page += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        page += "<meta name=\"color-scheme\" content=\"light dark\">\n"
        page +=
            "<title>\(Drawing.escape(experiment))</title>\n<style>\n\(Self.style)</style>\n</head>\n<body>\n<main>\n"
        page += "<h1>\(Drawing.escape(experiment))</h1>\n"
        for remark in remarks { page += "<p class=\"remark\">\(Drawing.escape(remark))</p>\n" }
        for (index, figure) in figures.enumerated() {
            page += "<figure>\n\(figure.svg(identifier: "figure\(index)", hasGround: false))"
            page += "<figcaption>\(Drawing.escape(figure.description))</figcaption>\n</figure>\n"
        }
        page += summary.html
        if !gains.rows.isEmpty { page += gains.html }
        if let published, !published.rows.isEmpty { page += published.html }
        if !wire.rows.isEmpty { page += wire.html }
        if let agentPanels {
            page += "<figure>\n\(agentPanels.svg(identifier: "agents", hasGround: false))"
            page += "<figcaption>\(Drawing.escape(agentPanels.description))</figcaption>\n</figure>\n"
        }
        page += agents.html
        page += "</main>\n<footer>\n\(provenance.html)"
        page +=
            "<p>Made by <code>concord report</code> \(Drawing.escape(version)) from the cells above: the same records "
        page += "give this page to the byte.</p>\n</footer>\n</body>\n</html>\n"
        return page
    }

    private static let style = """
        :root{color-scheme:light dark;--ink:#1b2229;--quiet:#5b6670;--ground:#fff;--rule:#dfe4e8;--stripe:#f6f8f9}
        @media(prefers-color-scheme:dark){:root{--ink:#e8ecf0;--quiet:#a3adb7;--ground:#14181c;--rule:#323a42;\
        --stripe:#1b2026}}
        body{margin:0;background:var(--ground);color:var(--ink);\
        font:16px/1.55 system-ui,-apple-system,'Segoe UI','Helvetica Neue',Arial,sans-serif}
        main,footer{max-width:920px;margin:0 auto;padding:0 20px}
        h1{font-size:1.9rem;letter-spacing:-.01em;margin:2.2rem 0 1rem}
        h2{font-size:1.15rem;margin:2.6rem 0 .5rem}
        figure{margin:1.6rem 0}
        svg{width:100%;height:auto;display:block}
        figcaption,p.caption{color:var(--quiet);font-size:.86rem;line-height:1.5;margin:.4rem 0 0}
        .remark{border-left:3px solid #d55e00;padding:.1rem 0 .1rem .9rem;margin:.8rem 0}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:60%}
        th,td{padding:.34rem .8rem .34rem 0;text-align:right;white-space:nowrap;border-bottom:1px solid var(--rule)}
        th{font-weight:600;color:var(--quiet);vertical-align:bottom;white-space:normal}
        th.text,td.text{text-align:left}
        tbody tr:nth-child(even){background:var(--stripe)}
        footer{margin-top:3rem;padding-top:.2rem;padding-bottom:2.5rem;border-top:1px solid var(--rule);\
        color:var(--quiet);font-size:.86rem}
        footer td:last-child{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.78rem}
        @media print{body{background:#fff;color:#000}figure{break-inside:avoid}}

        """
}

extension Table {
    /// A heading, the table and its caption, as a part of an HTML page.
    var html: String {
        func row(_ cells: [String], _ tag: String) -> String {
            let inner = zip(columns, cells).map { column, text in
                "<\(tag)\(column.isText ? " class=\"text\"" : "")>\(Drawing.escape(text))</\(tag)>"
            }
            return "<tr>" + inner.joined() + "</tr>\n"
        }
        var text = "<h2>\(Drawing.escape(title))</h2>\n<div class=\"wide\">\n<table>\n<thead>\n"
        text += row(columns.map(\.title), "th") + "</thead>\n<tbody>\n"
        text += rows.map { row($0.map(\.display), "td") }.joined() + "</tbody>\n</table>\n</div>\n"
        if !caption.isEmpty { text += "<p class=\"caption\">\(Drawing.escape(caption))</p>\n" }
        return text
    }
}
