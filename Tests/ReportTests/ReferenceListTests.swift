import Config
import Testing

@testable import Report

@Suite("BibTeX of publications")
struct ReferenceListTests {
    private static let work = Publication(
        "smith2024byzantine", ["Smith & Sons, Jane_1", "van der Mühle, Ján", "others"],
        "Byzantine-robust Q-learning: A 100 % {safe} way to FedHPD? Yes, #1", .journal("Neural_Nets & Co", volume: "3"),
        2024, arXiv: "2401.00001", doi: "10.1000/a_b")

    private static func list(_ sources: Source...) -> ReferenceList {
        var list = ReferenceList()
        for (index, source) in sources.enumerated() {
            list.add(Component("kind\(index)", "A kind", source: source, fields: []), noun: "method")
        }
        return list
    }

    @Test("An entry has its fields, what TeX would read is escaped, capitals that are meant are kept")
    func entry() {
        let text = Self.list(Source(Self.work, evidence: .paper)).bibTeX
        #expect(
            text == ##"""
                @article{smith2024byzantine,
                  author = {Smith \& Sons, Jane\_1 and van der Mühle, Ján and others},
                  title = {Byzantine-robust {Q-learning}: A 100 \% safe way to {FedHPD}? Yes, \#1},
                  journal = {Neural\_Nets \& Co},
                  volume = {3},
                  year = {2024},
                  doi = {10.1000/a_b},
                  eprint = {2401.00001},
                  archiveprefix = {arXiv},
                  note = {kind0 (method), known to Concord from: paper},
                }


                """##)
    }

    @Test("A work is listed once, with all that it is cited for; what is known by words alone comes last")
    func once() {
        let list = Self.list(
            Source("words of somebody, 1999", evidence: .recalled), Source(Self.work, evidence: .paper),
            Source("Concord", evidence: .ours), Source(Self.work, note: "its program", evidence: .authorCode))
        let text = list.bibTeX
        #expect(text.matches(of: #/(?m)^@/#).count == 2)
        let note = "kind1 (method), known to Concord from: paper; kind3 (method), known to Concord from: author code"
        #expect(text.contains("note = {\(note)}"))
        #expect(text.contains("@misc{method-kind0,\n") && text.contains("howpublished = {words of somebody, 1999}"))
        #expect(!text.contains("kind2"))
        #expect(list.value.elements.count == 4 && list.publications.elements.count == 1)
    }

    @Test("A line of text has surnames, venue, year and the number that finds the work")
    func text() {
        func text(_ authors: [String], _ venue: Publication.Venue, arXiv: String? = nil, doi: String? = nil) -> String {
            Publication("k2020t", authors, "Title", venue, 2020, arXiv: arXiv, doi: doi).text
        }
        #expect(text(["A, B"], .proceedings("ICML"), arXiv: "1") == "A, Title, ICML 2020, arXiv 1")
        #expect(
            text(["A, B", "C"], .journal("J", volume: "1", issue: "2"), doi: "3") == "A & C, Title, J 1(2), 2020, doi 3"
        )
        #expect(text(["A", "B", "C"], .preprint, arXiv: "1") == "A, B & C, Title, arXiv 1, 2020")
        #expect(text(["A", "B", "others"], .thesis("U")) == "A et al., Title, PhD thesis, U, 2020")
        #expect(text([], .book("P")) == "Title, P, 2020")
    }
}
