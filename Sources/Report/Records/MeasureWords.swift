/// What measures are called where people read.
enum MeasureWords {
    /// Shown in headings: `training_return` → `training return`, `exact_return.wide` → `exact return · wide`.
    static func of(_ measure: String) -> String {
        measure.map { $0 == "_" ? " " : $0 == "." ? " · " : String($0) }.joined()
    }
}
