import Config
import Diagnostics
import Testing

@Suite("Edits by dotted paths")
struct EditingTests {
    private static let text = """
        burner: {gas: {pressure: 5}}
        pans: [{name: a, count: 3}, {name: b}]
        timers: [{every: {rounds: 5}}, {once: {name: late}}]
        alarms: [{bell: {every: {rounds: 1}}}]
        """

    /// The canonical JSON after one edit, or what became of it.
    private func edit(_ path: String, _ value: String, in text: String = text) -> String {
        guard let tree = Toy.normalize(text).node else { return "unreadable" }
        var findings = Findings()
        guard let node = YAMLReader.read(SourceFile(name: "e", text: "\(path): \(value)\n"), into: &findings),
            let entry = node.entries.first
        else { return "unreadable" }
        var normalizer = Normalizer(layer: .arm("x"))
        var copy: Node? = tree
        switch Edit(entry).apply(to: &copy, as: .table(Toy.fields), normalizer: &normalizer) {
        case .applied: break
        case .unknown(let part, let candidates): return "unknown \(part): \(candidates.joined(separator: " "))"
        case .otherKind(let kind, let chosen, let span): return "\(kind) is \(chosen) at \(span?.text ?? "-")"
        case .noEntry(let part, let isKind, _, _): return "no entry \(part) \(isKind)"
        case .noDefault(let key): return "no default of \(key)"
        case .occupied: return "occupied"
        case .severalEntries(let part, let span): return "several \(part), the last at \(span?.text ?? "-")"
        }
        if let first = normalizer.findings.diagnostics.first { return first.code.rawValue }
        var resolver = Resolver()
        let keys = ["burner", "pans", "timers", "alarms"]
        let value = copy.flatMap { resolver.resolve($0, Toy.fields, of: "kitchen") }
        // Only the part the edit is about.
        let key = path.split(separator: ".").first.map(String.init) ?? ""
        return (keys.contains(key) ? value?[key]?.json : value?.json) ?? "default"
    }

    @Test("A path replaces what stands there, or creates what is absent")
    func assignment() {
        #expect(edit("burner.gas.pressure", "6") == #"{"gas":{"pressure":6.0}}"#)
        #expect(edit("burner.gas.jets", "2") == #"{"gas":{"jets":2,"pressure":5.0}}"#)
        #expect(edit("burner", "{induction: 1}") == #"{"induction":{"power":1.0}}"#)
        #expect(edit("burner.gas.turns", "9") == #"{"gas":{"pressure":5.0,"valve":{"ball":{"turns":9}}}}"#)
        #expect(edit("burner.gas.jets", "2", in: "{}") == #"{"gas":{"jets":2}}"#)
    }

    @Test("`default` restores the default")
    func restoring() {
        #expect(edit("burner.gas.pressure", "default") == "default")
        #expect(edit("burner", "default") == "default")
        #expect(edit("burner.gas", "default") == "default")
    }

    @Test("What has to be written has no default to restore")
    func withoutDefault() {
        #expect(edit("pans.a.name", "default", in: "pans: [{name: a}]") == "no default of name")
        #expect(edit("burner.induction.power", "default", in: "burner: {induction: 3}") == "no default of power")
        #expect(edit("timers.every.period", "default", in: "timers: [{every: {rounds: 3}}]") == "no default of period")
        // What may be absent, or has a default around it, has one.
        #expect(edit("pans.a.size", "default", in: "pans: [{name: a, size: 2}]") == #"[{"name":"a"}]"#)
    }

    @Test("List entries are found by name or kind, group members by name and number")
    func entries() {
        #expect(
            edit("timers.every.rounds", "10")
                == #"[{"every":{"period":{"rounds":10}}},{"once":{"name":"late"}}]"#)
        #expect(
            edit("timers.late.name", "later")
                == #"[{"every":{"period":{"rounds":5}}},{"once":{"name":"later"}}]"#)
        #expect(edit("pans.b.size", "2") == #"[{"count":3,"name":"a"},{"name":"b","size":2.0}]"#)
        #expect(
            edit("pans.a3.size", "2")
                == #"[{"count":3,"members":{"a3":{"size":2.0}},"name":"a"},{"name":"b"}]"#)
        #expect(edit("alarms.bell.every.rounds", "4") == #"[{"bell":{"every":{"period":{"rounds":4}}}}]"#)
    }

    @Test("A path outside the language is unknown, one inside it may meet nothing")
    func misses() {
        #expect(edit("burner.gas.presure", "1") == "unknown presure: pressure jets valve turns")
        #expect(edit("burner.gaz.pressure", "1") == "unknown gaz: gas induction")
        #expect(edit("burner.gas.pressure.low", "1") == "unknown low: ")
        #expect(edit("burner.induction.power", "1") == "induction is gas at gas")
        #expect(edit("timers.once.name", "x") == "no entry once true")
        #expect(edit("pans.a4.size", "1") == "no entry a4 false")
        #expect(edit("oven", "1").hasPrefix("unknown oven"))
        let twice = "alarms: [{bell: {every: {rounds: 1}}}, {bell: {every: {rounds: 2}}}]"
        #expect(edit("alarms.bell.every.rounds", "4", in: twice) == "several bell, the last at bell")
    }

    @Test("What an edit puts in place is checked like any other value")
    func checked() {
        #expect(edit("burner.gas.pressure", "-1") == "spec/out-of-range")
        #expect(edit("timers.every.rounds", "0") == "spec/out-of-range")
    }
}
