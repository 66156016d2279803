import Learning

extension PartRows {
    /// Adds other rows of the part, number by number.
    func add(_ other: PartRows) {
        if let own = singles, let other = other.singles {
            for index in 0..<own.count * own.width { own.base[index] += other.base[index] }
        }
        if let own = doubles, let other = other.doubles {
            for index in 0..<own.count * own.width { own.base[index] += other.base[index] }
        }
    }
}
