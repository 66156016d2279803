/// Reads markup strictly enough to find what a browser would silently repair.
struct MarkupReading {
    /// The first thing wrong; nil where elements nest, attributes are quoted and entities known.
    let fault: String?
    /// Every element's name, in order of opening.
    let elements: [String]

    /// Elements that HTML never closes.
    private static let void: Set<String> = ["meta", "br", "!doctype"]

    init(_ text: String) {
        var open: [String] = []
        var elements: [String] = []
        var rest = Substring(text)
        while let start = rest.firstIndex(where: { $0 == "<" || $0 == "&" }) {
            if rest[start] == "&" {
                let entity = rest[start...].prefix(7)
                guard ["&amp;", "&lt;", "&gt;", "&quot;"].contains(where: { entity.hasPrefix($0) }) else {
                    self = MarkupReading(fault: "unknown entity at \(entity)", elements: elements)
                    return
                }
                rest = rest[rest.index(after: start)...]
                continue
            }
            guard let end = rest[start...].firstIndex(of: ">") else {
                self = MarkupReading(fault: "an unfinished tag", elements: elements)
                return
            }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = String(tag.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" })
            if tag.hasPrefix("/") {
                guard open.popLast() == name else {
                    self = MarkupReading(fault: "</\(name)> closes nothing", elements: elements)
                    return
                }
                continue
            }
            elements.append(name)
            guard tag.filter({ $0 == "\"" }).count.isMultiple(of: 2) else {
                self = MarkupReading(fault: "an unfinished attribute in <\(tag)>", elements: elements)
                return
            }
            if name == "style", let close = rest.range(of: "</style>") { rest = rest[close.lowerBound...] }
            if !tag.hasSuffix("/") && !Self.void.contains(name.lowercased()) { open.append(name) }
        }
        self = MarkupReading(fault: open.last.map { "<\($0)> is not closed" }, elements: elements)
    }

    private init(fault: String?, elements: [String]) {
        self.fault = fault
        self.elements = elements
    }
}

extension Substring {
    fileprivate func range(of words: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(words) { return start..<index(start, offsetBy: words.count) }
            start = index(after: start)
        }
        return nil
    }
}
