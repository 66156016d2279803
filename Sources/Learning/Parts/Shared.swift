/// A value that parallel tasks use at once, each what is its own in it: rows of a table, or members of a list.
struct Shared<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
