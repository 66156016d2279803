internal import Experiment

extension StudyReport {
    private static let generator = "<meta name=\"generator\" content=\"concord: report\"/>"

    /// Whether bytes are a report's page: it says so in its head, and in its foot, as pages of earlier versions do alone.
    public static func isPage(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasPrefix("<!DOCTYPE html>")
            && (text.prefix(4096).contains(generator)
                || text.suffix(4096).contains("<p>Made by <code>concord report</code> "))
    }

    /// One file that needs nothing else: figures and style within it, no scripts, no addresses, no clocks. What was asked, how, and what
    /// came out stand first; what it is made of stands last.
    ///
    /// - Parameter version: the program's, which stands in the footer.
    public func html(version: String) -> String {
        var page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        page += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n"
        page += Self.generator + "\n" + studyMarks
        page += "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        page +=
            "<title>\(Drawing.escape(experiment))</title>\n<style>\n\(PageStyle.text)</style>\n</head>\n<body>\n<main>\n"
        page += opening
        for (index, figure) in figures.enumerated() {
            page += drawn(figure.description) { width in
                figure.svg(identifier: "figure\(index)\(width)", width: width, hasGround: false)
            }
        }
        page += summary.html(identifier: "summary")
        if !gains.rows.isEmpty { page += gains.html(identifier: "gains") }
        if let profile {
            page += drawn(profile.description) { width in
                profile.svg(identifier: "profile\(width)", width: width, hasGround: false)
            }
        }
        if let published, !published.rows.isEmpty {
            page += Self.folded(published, identifier: "expected", of: "expected numbers")
        }
        if !wire.rows.isEmpty { page += wire.html(identifier: "wire") }
        if let agentPanels {
            page += drawn(agentPanels.description) { width in
                agentPanels.svg(identifier: "agents\(width)", width: width, hasGround: false)
            }
        }
        if !agents.rows.isEmpty { page += agents.html(identifier: "every-agent") }
        return page + "</main>\n" + footer(version: version) + "</body>\n</html>\n"
    }

    /// Question, setup, what came out, and what a reader must know of it.
    private var opening: String {
        var text = "<h1>\(Drawing.escape(experiment))</h1>\n"
        for question in questions { text += "<p class=\"question\">\(Drawing.escape(question))</p>\n" }
        if !findings.isEmpty {
            text += "<section class=\"findings\">\n<h2>What came out</h2>\n"
            for finding in findings { text += "<p>\(Drawing.escape(finding))</p>\n" }
            text += "</section>\n"
        }
        for remark in remarks { text += "<p class=\"remark\">\(Drawing.escape(remark))</p>\n" }
        text += "<section>\n<h2>\(setup.title)</h2>\n<dl class=\"setup\">\n"
        var last = ""
        for row in setup.rows {
            let (term, words) = (row[0].display, Drawing.escape(row[1].display))
            text += (term == last ? "" : "<dt>\(Drawing.escape(term))</dt>") + "<dd>\(words)</dd>\n"
            last = term
        }
        return text + "</dl>\n</section>\n"
    }

    /// A figure for wide pages and for narrow ones, of which one is shown.
    private func drawn(_ description: String, _ svg: (DrawingWidth) -> String) -> String {
        "<figure>\n<div class=\"broad\">\n\(svg(.wide))</div>\n<div class=\"narrow\">\n\(svg(.narrow))</div>\n"
            + "<figcaption>\(Drawing.escape(description))</figcaption>\n</figure>\n"
    }

    /// Tables with more rows than this are folded away.
    private static let mostRows = 40

    /// A table, folded away where nobody reads all of it.
    private static func folded(_ table: Table, identifier: String, of nouns: String) -> String {
        let text = table.html(identifier: identifier)
        return table.rows.count <= mostRows
            ? text : "<details>\n<summary>\(table.rows.count) \(nouns)</summary>\n\(text)</details>\n"
    }

    private func footer(version: String) -> String {
        var text = "<footer>\n"
        text += Self.folded(provenance, identifier: "cells", of: "cells")
        text += "<h2>Do these numbers come from these plans?</h2>\n"
        if !verification.isEmpty {
            text +=
                "<p>Typed where the report was made, this reruns every cell from its plan and compares all it left behind to the bit:</p>\n"
            text += "<pre><code>\(Drawing.escape(verification.joined(separator: "\n")))</code></pre>\n"
            if namesFiles {
                text +=
                    "<p>Plans here name files. Where those lie beside another directory, <code>--inputs DIR</code> says which.</p>\n"
            }
        }
        text +=
            "<p>Plans: SHA-256 of the sorted list of the cells' fingerprints, one a line: <code>\(fingerprint)</code></p>\n"
        return text
            + "<p>Made by <code>concord report</code> \(Drawing.escape(version)) from the cells above: the same records "
            + "give this page to the byte.</p>\n</footer>\n"
    }
}
