import Archive

/// A small tree with every kind of item and attribute, and the corners that go wrong: NaN, empty arrays, empty lists, text
/// outside ASCII.
func sampleTree() -> ArchiveTree {
    var tree = ArchiveTree()
    tree.insert(.text(ArchiveText("name: é\n# 連合\n")), at: "spec")
    let weight: [Float] = [1.5, -0.0, .nan, .infinity, .leastNonzeroMagnitude, 3]
    tree.insert(.array(ArchiveArray(shape: [2, 3], elements: weight)), at: "agents/a1/policy/layers/0/weight")
    tree.insert(.array(ArchiveArray([Double.pi, -1])), at: "agents/a1/policy/layers/0/bias")
    tree.insert(.array(ArchiveArray([Int32.min, 0, .max])), at: "agents/a1/replay/action")
    tree.insert(.array(ArchiveArray([UInt32.max])), at: "agents/a1/replay/words")
    tree.insert(.array(ArchiveArray([UInt64.max, 1])), at: "agents/a1/replay/keys")
    tree.insert(.array(ArchiveArray([UInt8](0...255))), at: "agents/a1/replay/done")
    tree.insert(.array(ArchiveArray(number: 4711)), at: "agents/a1/counters/steps")
    tree.insert(.array(ArchiveArray(shape: [0, 4], elements: [Float]())), at: "agents/a1/replay/empty")
    tree.insert(.array(ArchiveArray((0..<5000).map(Double.init))), at: "federation/public_states")
    tree.insert(.text(ArchiveText(["x", "", "θ"])), at: "federation/names")
    tree.insert(.text(ArchiveText([])), at: "federation/nobody")
    tree.insert(.group(ArchiveTree()), at: "ledger")
    tree.annotate("", "format", .text("concord checkpoint"))
    tree.annotate("", "round", .integer(500))
    tree.annotate("agents/a1", "environment", .text("cartpole"))
    tree.annotate("agents/a1", "drawn", .numbers([0.5, -0.0, .nan]))
    tree.annotate("agents/a1", "shape", .integers([4, 2]))
    tree.annotate("agents/a1", "nothing", .texts([]))
    tree.annotate("agents/a1/policy/layers/0/weight", "axes", .texts(["out", "in"]))
    tree.annotate("federation/names", "half", .number(0.5))
    return tree
}
