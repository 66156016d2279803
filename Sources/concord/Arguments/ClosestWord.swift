/// The known word within two edits of `word`, the first of the closest; nil where none is near.
func closestWord(to word: String, among known: [String]) -> String? {
    known.map { (word: $0, distance: editDistance(word, $0)) }
        .filter { $0.distance <= min(2, max(1, word.count / 2)) }
        .min { $0.distance < $1.distance }?.word
}

private func editDistance(_ one: String, _ other: String) -> Int {
    let left = Array(one)
    let right = Array(other)
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, candidate) in right.enumerated() {
            let substituted = diagonal + (character == candidate ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
        }
    }
    return row[right.count]
}
