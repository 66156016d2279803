internal import Config
internal import Diagnostics

/// Entries of a BibTeX file.
enum BibTeX {
    /// An entry of some type under a key; every value is escaped.
    static func entry(_ type: String, _ key: String, _ fields: [(name: String, value: String)]) -> String {
        written(type, key, fields.map { ($0.name, escaped($0.value)) })
    }

    /// A publication's entry.
    ///
    /// - Parameter note: what is said of it besides.
    static func entry(_ work: Publication, note: String) -> String {
        var fields: [(String, String)] = []
        if !work.authors.isEmpty {
            fields.append(("author", work.authors.map(escaped).joined(separator: " and ")))
        }
        fields.append(("title", title(work.title)))
        let type: String
        switch work.venue {
        case .proceedings(let name):
            type = "inproceedings"
            fields.append(("booktitle", escaped(name)))
        case .journal(let name, let volume, let issue):
            type = "article"
            fields.append(("journal", escaped(name)))
            if let volume { fields.append(("volume", escaped(volume))) }
            if let issue { fields.append(("number", escaped(issue))) }
        case .preprint: type = "misc"
        case .thesis(let university):
            type = "phdthesis"
            fields.append(("school", escaped(university)))
        case .report(let place):
            type = "techreport"
            fields.append(("institution", escaped(place)))
        case .book(let publisher):
            type = "book"
            fields.append(("publisher", escaped(publisher)))
        }
        fields.append(("year", String(work.year)))
        // Numbers are read by programs, which know nothing of TeX.
        if let doi = work.doi { fields.append(("doi", doi)) }
        if let arXiv = work.arXiv { fields += [("eprint", arXiv), ("archiveprefix", "arXiv")] }
        fields.append(("note", escaped(note)))
        return written(type, work.key, fields)
    }

    /// Concord itself.
    static func concord(version: String, year: Int) -> String {
        written(
            "misc", "concord-\(version)",
            [
                ("author", "{The Concord authors}"),
                ("title", title("Concord: Declarative, deterministic experiments in federated reinforcement learning")),
                ("howpublished", "Computer program, version \(escaped(version))"), ("year", String(year)),
            ])
    }

    private static func written(_ type: String, _ key: String, _ fields: [(String, String)]) -> String {
        let lines = fields.map { "  \($0.0) = {\($0.1)},\n" }.joined()
        return "@\(type){\(Self.key(key)),\n\(lines)}\n\n"
    }

    /// A title in whose words styles leave the capitals that they have within a sentence.
    static func title(_ text: String) -> String {
        var begins = true
        let words = text.split(separator: " ").map { word in
            let isMeant = (begins ? word.dropFirst() : word).contains(where: \.isUppercase)
            begins = word.last.map { ":?!".contains($0) } ?? false
            let end = word.lastIndex { !":?!,".contains($0) }.map { word.index(after: $0) } ?? word.startIndex
            return isMeant ? "{\(escaped(String(word[..<end])))}" + word[end...] : escaped(String(word))
        }
        return words.joined(separator: " ")
    }

    /// A name that BibTeX takes for an entry: letters, digits and a few marks, others as `-`.
    private static func key(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.:+".contains($0)) ? $0 : "-" })
    }

    /// What TeX reads as something else, escaped; braces, which BibTeX counts, left out.
    static func escaped(_ text: String) -> String {
        VisibleText.line(text).reduce(into: "") { result, character in
            switch character {
            case "&", "%", "$", "#", "_": result += "\\\(character)"
            case "\\": result += "\\textbackslash "
            case "~": result += "\\textasciitilde "
            case "^": result += "\\textasciicircum "
            case "{", "}": break
            default: result.append(character.isNewline ? " " : character)
            }
        }
    }
}
