/// The elements of a sequence in order of first appearance, each of them once.
func distinct<Element: Hashable>(_ elements: some Sequence<Element>) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
}
