import Config
import Diagnostics
import Testing

@Suite("The normal form and what it refuses")
struct NormalizingTests {
    @Test("Nothing written is everything by default, and the canonical form is empty")
    func defaults() {
        #expect(Toy.resolve("{}").json == "{}")
        #expect(Toy.resolve("hot: false\nmode: slow\nburner: gas\n").json == "{}")
    }

    @Test("A bare kind, a main field and the full mapping mean the same")
    func shorthand() {
        let full = #"{"burner":{"induction":{"power":3.0}},"timers":[{"every":{"period":{"rounds":5}}}]}"#
        #expect(Toy.resolve("burner: {induction: {power: 3}}\ntimers: [{every: {period: {rounds: 5}}}]").json == full)
        #expect(Toy.resolve("burner: {induction: 3}\ntimers: [{every: {rounds: 5}}]").json == full)
        #expect(Toy.resolve("burner: gas\ntimers: [once]").json == #"{"timers":[{"once":{}}]}"#)
    }

    @Test("What is written of a default's own kind is laid over it")
    func defaultUnderneath() {
        // The valve's default is {ball: {turns: 3}}; ball's own default is one turn.
        #expect(Toy.resolve("burner: {gas: {valve: ball}}").json == "{}")
        #expect(Toy.resolve("burner: {gas: {valve: {ball: {turns: 3}}}}").json == "{}")
        let one = #"{"burner":{"gas":{"valve":{"ball":{"turns":1}}}}}"#
        #expect(Toy.resolve("burner: {gas: {valve: {ball: {turns: 1}}}}").json == one)
        #expect(Toy.resolve("burner: {gas: {valve: needle}}").json == #"{"burner":{"gas":{"valve":{"needle":{}}}}}"#)
    }

    @Test("The canonical form, read again, resolves to itself")
    func fixedPoint() {
        for text in [
            "burner: {gas: {turns: 1, pressure: 3}}\nsizes: [1, 2]\ncolor: [a, b]\nlength: {steps: 5e5}",
            "pans: [{name: a, count: 3, size: 0.5}]\nalarms: [{late: {every: {rounds: 2}}}, once]\nspices: {salt: 1}",
        ] {
            let first = Toy.resolve(text).json
            #expect(first != nil && first != "{}")
            #expect(first.map { Toy.resolve($0).json } == first)
        }
    }

    @Test("An alias is the path it stands for; both at once are a conflict with both places")
    func aliases() {
        #expect(Toy.resolve("burner: {gas: {turns: 7}}").json == #"{"burner":{"gas":{"valve":{"ball":{"turns":7}}}}}"#)
        let both = Toy.normalize("burner: {gas: {valve: {ball: {turns: 2}}, 1️⃣turns: 7}}")
        #expect(both.found == ["1 spec/written-twice"])
        #expect(both.findings.diagnostics.first?.related?.span.text == "2")
        #expect(Toy.normalize("burner: {gas: {valve: needle, 1️⃣turns: 7}}").found == ["1 spec/written-twice"])
    }

    @Test("Every mistake of a text is found in one pass, each at its place")
    func allAtOnce() {
        let text = """
            1️⃣titel: x
            hot: 2️⃣no
            mode: 3️⃣fats
            burner: {4️⃣gass: {}}
            sizes: 5️⃣[1, 2, 3, 4]
            pans:
              - {name: 6️⃣9lives}
              - {name: b, size: 7️⃣-1, burner: {gas: {jets: 8️⃣2.5}}}
            length: {9️⃣round: 5}
            """
        #expect(
            Toy.normalize(text).found == [
                "1 spec/unknown-key", "2 spec/wrong-type", "3 spec/unknown-word", "4 spec/unknown-kind",
                "5 spec/list-length", "6 spec/bad-name", "7 spec/out-of-range", "8 spec/wrong-type",
                "9 spec/unknown-word",
            ])
    }

    @Test(
        "A number that is not 0 and would be read as 0 is refused, also as the end of a range; 0 is 0 however it is written"
    )
    func vanishing() {
        let found = Toy.normalize(
            "spices: {salt: 1️⃣1e-400, pepper: 2️⃣-.1e-999}\nsizes: [3️⃣1e-400]\nburner: {gas: {pressure: 4️⃣1e-400, jets: 5️⃣0.5E-700}}"
        )
        #expect(found.found == (1...5).map { "\($0) spec/out-of-range" })
        let words = "it is nearer to 0 than any number here can be: write 0 where that is meant"
        #expect(found.findings.diagnostics.allSatisfy { $0.help == words })
        let range = Toy.normalize("burner: {gas: {pressure: {uniform: 1️⃣[1e-400, 1]}}}")
        #expect(range.found == ["1 range/malformed"] && range.findings.diagnostics.first?.help == words)
        for zero in ["0", "0e-400", "-0.0", "0.000e5", "0x0", ".0"] {
            #expect(Toy.normalize("spices: {salt: \(zero)}").found.isEmpty, "\(zero)")
        }
        #expect(Toy.normalize("spices: {salt: 1e-300, pepper: 5e-324}").found.isEmpty)
    }

    @Test("Help names the fix")
    func help() {
        func help(_ text: String) -> String? { Toy.normalize(text).findings.diagnostics.first?.help }
        #expect(help("hot: yes") == "write true")
        #expect(help("titel: x") == "did you mean 'title'?")
        #expect(help("mode: fats") == "did you mean 'fast'?")
        #expect(help("burner: {gas: {pressure: '2'}}") == "quotes make it text: delete them")
        #expect(help("burner: {gas: {pressure: 1_000}}") == "write 1000")
        #expect(help("sizes: 3") == "write it in brackets: sizes: [3]")
        #expect(help("pans: {name: a}") == "write it in brackets: pans: [{name: a}]")
        #expect(help("oven: hot") == "use a burner")
        #expect(help("length: 5") == "length: {rounds: 5}, or another unit: episodes, steps, updates")
    }

    @Test("Help holds when it is applied: no unit, fraction, order of ends or key that would be refused next")
    func helpHolds() {
        func help(_ text: String) -> String? { Toy.normalize(text).findings.diagnostics.first?.help }
        #expect(help("round: 1") == "round: {episodes: 1}, or another unit: steps, updates")
        #expect(help("round: 0") == "one of the units episodes, steps, updates and a count")
        #expect(help("length: 5 steps") == "a unit is a key: {steps: 5}")
        #expect(help("round: 5 rounds") == "one of the units episodes, steps, updates and a count")
        #expect(help("rounds: 5 steps") == "a unit is a key: {steps: 5}")
        #expect(help("rounds: 0,5") == "a fraction cannot stand here")
        #expect(help("rounds: 1,000") == "write 1000")
        #expect(help("burner: {gas: {pressure: '0,5'}}") == "or a range: {uniform: [low, high]}")
        #expect(help("burner: {gas: {pressure: '-1'}}") == "or a range: {uniform: [low, high]}")
        #expect(help("burner: {gas: {jets: 5 steps}}") == "write the number alone: 5")
        // Brackets would make no list of these.
        let list = "a list stands in brackets, [one, two], or below its key with a '-' before every element"
        #expect(help("sizes:") == list)
        #expect(help("sizes: x") == list)
        #expect(help("pans: {nmae: a}") == list)
        #expect(help("pans:") == "write [] for none")
        #expect(help("pans:\n  name: a") == "it could be an element: put a '-' before its first key")
        #expect(help("seeds: 1..5") == "a list in brackets, or its keys: list, from")
        #expect(help("seeds:  7") == "write it in brackets: seeds: [7]")
        #expect(help("orgin: x")?.hasPrefix("its keys: ") == true, "a key of plans is not offered")
        #expect(help("orgin: x")?.contains("origin") == false)
    }

    @Test("Where a range may stand, a value that is none and no number is told so")
    func rangeHelp() {
        func help(_ pressure: String) -> String? {
            Toy.normalize("burner: {gas: {pressure: \(pressure)}}").findings.diagnostics.first?.help
        }
        #expect(help("[9, 10]") == "a range is {uniform: [9, 10]}")
        #expect(help("[10, 9]") == "a range is {uniform: [9, 10]}")
        #expect(help("low") == "or a range: {uniform: [low, high]}")
        #expect(help("[1, 2, 3]") == "or a range: {uniform: [low, high]}")
        #expect(help("[-1, 2]") == "or a range: {uniform: [low, high]}")
        #expect(help("{unifrom: [9, 10]}") == "did you mean 'uniform'?")
        #expect(help("{between: [9, 10]}") == "or a range: {uniform: [low, high]}")
        #expect(Toy.normalize("burner: {induction: {power: x}}").findings.diagnostics.first?.help == nil)
    }

    @Test("More than two like mistakes of a list are one; unlike ones are each told")
    func alike() {
        func messages(_ text: String) -> [String] { Toy.normalize(text).findings.diagnostics.map(\.message) }
        #expect(
            messages("sizes: [1.5, 2.5, 3.5]") == [
                "'sizes' wants a whole number, at least 1, found '1.5'; 2 more of the list are like it"
            ])
        #expect(messages("timers: [aa, bb, cc, dd, ee]") == ["no timer is called 'aa'; 4 more of the list are like it"])
        #expect(Toy.normalize("sizes: [1️⃣1.5, 2️⃣2.5, 3]").found == ["1 spec/wrong-type", "2 spec/wrong-type"])
        #expect(
            Toy.normalize("sizes: [1️⃣1.5, 2️⃣-1, 3️⃣x]").found == [
                "1 spec/wrong-type", "2 spec/out-of-range", "3 spec/wrong-type",
            ])
    }

    @Test("A key that has to be somewhere is there where it is misspelled, so that nothing says it is missing")
    func misspelled() {
        let found = Toy.normalize("1️⃣bioler: big")
        #expect(found.found == ["1 spec/unknown-key"])
        #expect(found.node?["boiler"]?.isInvalid == true)
    }

    @Test("A choice has one key")
    func oneKey() {
        #expect(Toy.normalize("burner: {gas: {}, 1️⃣induction: 3}").found == ["1 spec/not-one-kind"])
        #expect(Toy.normalize("burner: {1️⃣pressure: 3, jets: 1}").found == ["1 spec/not-one-kind"])
        #expect(Toy.normalize("burner: 1️⃣{}").found == ["1 spec/not-one-kind"])
        #expect(Toy.normalize("burner: 1️⃣[gas]").found == ["1 spec/wrong-type"])
    }

    @Test("Missing keys are reported where they should stand, refused values are not reported again")
    func missing() {
        #expect(Toy.resolve("pans: [1️⃣{count: 2}]").found == ["1 spec/missing-key"])
        #expect(Toy.resolve("burner: 1️⃣induction").found == ["1 spec/missing-key"])
        #expect(Toy.resolve("burner: {induction: {power: 1️⃣x}}").found == ["1 spec/wrong-type"])
    }

    @Test("A mistake at an anchor shows where it is used")
    func anchors() {
        let result = Toy.normalize("color: &x [a]\nsizes: *x\n")
        let diagnostic = result.findings.diagnostics.first
        #expect(diagnostic?.span?.text == "a")
        #expect(diagnostic?.related?.span.text == "*x")
    }

    @Test("A value named by the user keeps its name")
    func named() {
        #expect(
            Toy.resolve("alarms: [{late: once}, {early: {every: {rounds: 2}}}]").json
                == #"{"alarms":[{"late":{"once":{}}},{"early":{"every":{"period":{"rounds":2}}}}]}"#)
        #expect(Toy.normalize("alarms: [{1️⃣late: 5}]").found == ["1 spec/unknown-kind"])
    }

    @Test("Every value knows where it comes from")
    func provenance() {
        let provenance = Toy.resolve("burner: {gas: {turns: 7}}\nhot: true").provenance
        #expect(provenance["hot"].description == "spec.yaml:2:6")
        #expect(provenance["burner.gas.valve.ball.turns"].description == "spec.yaml:1:23")
        #expect(provenance["mode"].description == "default")
    }

    @Test("What is written nowhere is said of the mapping it could stand in, and stays a default")
    func tablePlaces() {
        let provenance = Toy.resolve("rounds: {steps: 4}").provenance
        #expect(provenance["rounds"].span?.text == "{steps: 4}")
        #expect(provenance["rounds.episodes"].span?.text == "{steps: 4}")
        #expect(provenance["rounds.episodes"].description == "default" && provenance.paths == ["rounds.steps"])
        #expect(provenance["rounds.steps"].span?.text == "4" && provenance["mode"].span == nil)
    }
}
