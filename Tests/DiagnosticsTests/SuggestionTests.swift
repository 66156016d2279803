import Testing

@testable import Diagnostics

@Suite("Suggestions")
struct SuggestionTests {
    @Test(
        "Within two edits, swaps counting one",
        arguments: [
            ("lenght", "length"), ("optimiser", "optimizer"), ("polices", "policies"), ("adm", "adam"),
            ("adma", "adam"), ("FedHPD", "fedhpd"), ("Parameter-Average", "parameter_average"),
        ])
    func near(word: String, meant: String) {
        #expect(Suggestion.nearest(to: word, among: ["nothing", meant, "else"]) == meant)
    }

    @Test("Nothing is suggested beyond two edits, nor for short words beyond one")
    func far() {
        #expect(Suggestion.nearest(to: "learner", among: ["environment", "round"]) == nil)
        #expect(Suggestion.nearest(to: "dqn", among: ["a2c"]) == nil)
        #expect(Suggestion.help(for: "dqn", among: ["a2c"], noun: "there are") == "there are: a2c")
    }

    @Test("A character that looks like another one is named")
    func foreign() {
        #expect(
            Suggestion.help(for: "оptimizer", among: ["optimizer"], noun: "keys")
                == "did you mean 'optimizer'? (there is U+043E (CYRILLIC SMALL LETTER O) in it)")
        #expect(Suggestion.help(for: "a\u{A0}b", among: [], noun: "keys") == "there is U+00A0 (NO-BREAK SPACE) in it")
        #expect(ForeignCharacter.words(in: "plain-ascii_1") == nil)
    }

    @Test("Edit distances of textbook pairs")
    func distances() {
        func distance(_ one: String, _ other: String) -> Int {
            Suggestion.editDistance(Array(one.unicodeScalars), Array(other.unicodeScalars))
        }
        #expect(distance("kitten", "sitting") == 3)
        #expect(distance("ab", "ba") == 1)
        #expect(distance("", "abc") == 3)
        // Restricted: no piece is edited twice, else this would be 2.
        #expect(distance("ca", "abc") == 3)
    }
}
