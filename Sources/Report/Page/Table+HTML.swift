extension Table {
    /// A heading, the table and its caption, as a part of an HTML page. Columns that share a heading stand under it, the first cell of
    /// a row is the row's heading, and what is wider than the page is scrolled by itself.
    ///
    /// The identifier is unique within the page.
    func html(identifier: String) -> String {
        if let shown { return shown.html(identifier: identifier) }
        var text = "<section class=\"table\">\n<h2 id=\"\(identifier)\">\(Drawing.escape(title))</h2>\n"
        text += "<div class=\"wide\" role=\"region\" aria-labelledby=\"\(identifier)\" tabindex=\"0\">\n<table"
        if !caption.isEmpty { text += " aria-describedby=\"\(identifier)-caption\"" }
        text += ">\n<caption class=\"unseen\">\(Drawing.escape(title))</caption>\n"
        text += head + "<tbody>\n" + rows.map(body).joined() + "</tbody>\n</table>\n</div>\n"
        if !caption.isEmpty {
            text += "<p class=\"caption\" id=\"\(identifier)-caption\">\(Drawing.escape(caption))</p>\n"
        }
        return text + "</section>\n"
    }

    /// Neighbors under one heading; a column without one is a run of its own.
    private var runs: [(group: String?, columns: [Column])] {
        var runs: [(group: String?, columns: [Column])] = []
        for column in columns {
            if let group = column.group, runs.last?.group == group.name {
                runs[runs.count - 1].columns.append(column)
            } else {
                runs.append((column.group?.name, [column]))
            }
        }
        return runs
    }

    private var head: String {
        let runs = runs
        let isGrouped = runs.contains { $0.group != nil }
        func cell(_ words: String, _ attributes: String, _ css: [String]) -> String {
            let names = css.filter { !$0.isEmpty }.joined(separator: " ")
            return "<th\(attributes)\(names.isEmpty ? "" : " class=\"\(names)\"")>\(Drawing.escape(words))</th>"
        }
        var text = ""
        if isGrouped { text += runs.map { "<colgroup span=\"\($0.columns.count)\"></colgroup>\n" }.joined() }
        text += "<thead>\n"
        if isGrouped {
            text += "<tr>"
            for run in runs {
                guard let group = run.group else {
                    let column = run.columns[0]
                    text += cell(column.title, " scope=\"col\" rowspan=\"2\"", [column.isText ? "text" : ""])
                    continue
                }
                text += cell(group, " scope=\"colgroup\" colspan=\"\(run.columns.count)\"", ["group"])
            }
            text += "</tr>\n"
        }
        text += "<tr>"
        for run in runs where !isGrouped || run.group != nil {
            for (place, column) in run.columns.enumerated() {
                text += cell(
                    column.group?.part ?? column.title, " scope=\"col\"",
                    [column.isText ? "text" : "", isGrouped && place == 0 ? "first" : ""])
            }
        }
        return text + "</tr>\n</thead>\n"
    }

    private func body(_ row: [Cell]) -> String {
        let starts = Set(runs.filter { $0.group != nil }.map { $0.columns[0].title })
        var text = "<tr>"
        for (place, (column, cell)) in zip(columns, row).enumerated() {
            let css = [column.isText ? "text" : "", starts.contains(column.title) ? "first" : ""].filter { !$0.isEmpty }
            let attributes = css.isEmpty ? "" : " class=\"\(css.joined(separator: " "))\""
            let words = Drawing.escape(cell.display)
            text +=
                place == 0
                ? "<th scope=\"row\"\(attributes)>\(words)</th>" : "<td\(attributes)>\(words)</td>"
        }
        return text + "</tr>\n"
    }
}
