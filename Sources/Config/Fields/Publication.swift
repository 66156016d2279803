/// Something that was published and can be cited.
///
/// What is not known is left out: nobody finds a paper by a number that was made up.
public struct Publication: Sendable, Hashable {
    /// Where it appeared.
    public enum Venue: Sendable, Hashable {
        /// A conference's proceedings, by its short name.
        case proceedings(String)
        /// A journal, with its volume and issue.
        case journal(String, volume: String? = nil, issue: String? = nil)
        /// A server of preprints alone.
        case preprint
        /// A doctoral thesis, with its university.
        case thesis(String)
        /// A report, with who gave it out.
        case report(String)
        /// A book, with its publisher.
        case book(String)
    }

    /// The key of its BibTeX entry: `jiang2025fedhpd`.
    public let key: String
    /// The authors in their order, as `Surname, Given`, or a surname where no more is known. `others` at the end stands for
    /// those who are not named here; empty where nobody was found.
    public let authors: [String]
    /// The title, capitals only where a sentence has them.
    public let title: String
    /// Where it appeared.
    public let venue: Venue
    /// When it appeared there.
    public let year: Int
    /// Its number at arXiv; nil where it has none, or where that was not found.
    public let arXiv: String?
    /// Its digital object identifier; nil where it has none, or where that was not found.
    public let doi: String?

    /// Describes a publication.
    public init(
        _ key: String, _ authors: [String], _ title: String, _ venue: Venue, _ year: Int, arXiv: String? = nil,
        doi: String? = nil
    ) {
        self.key = key
        self.authors = authors
        self.title = title
        self.venue = venue
        self.year = year
        self.arXiv = arXiv
        self.doi = doi
    }

    /// Whether all of its authors are named.
    public var namesAllAuthors: Bool { !authors.isEmpty && authors.last != Self.others }

    /// In a line: surnames, title, venue and year, and the number that finds it.
    public var text: String {
        var parts = (authors.isEmpty ? [] : [surnames]) + [title]
        switch venue {
        case .proceedings(let name): parts.append("\(name) \(year)")
        case .journal(let name, let volume, let issue):
            let place = (volume.map { " " + $0 } ?? "") + (issue.map { "(\($0))" } ?? "")
            parts.append("\(name)\(place), \(year)")
        case .preprint: break
        case .thesis(let university): parts.append("PhD thesis, \(university), \(year)")
        case .report(let place): parts.append("\(place), \(year)")
        case .book(let publisher): parts.append("\(publisher), \(year)")
        }
        if let arXiv { parts.append("arXiv \(arXiv)") } else if let doi { parts.append("doi \(doi)") }
        if venue == .preprint { parts.append(String(year)) }
        return parts.joined(separator: ", ")
    }

    /// The surnames; of many the first alone.
    private var surnames: String {
        let names = authors.filter { $0 != Self.others }.map { String($0.prefix { $0 != "," }) }
        guard let first = names.first, let last = names.last else { return "" }
        if names.count > 8 || !namesAllAuthors { return "\(first) et al." }
        return names.count == 1 ? first : names.dropLast().joined(separator: ", ") + " & " + last
    }

    private static let others = "others"
}
