import Config
import Testing

@testable import Experiment

/// What is said of publications can be cited: fields, numbers that find them, and by name what could not be found.
@Suite("Laws of publications")
struct PublicationLaws {
    static let works: [Publication] = ExplanationLaws.kinds.flatMap { $0.component.source?.works ?? [] }
        .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }

    /// Methods of which no paper with a number is known.
    static let methodsWithoutNumber = ["grouped", "selected"]
    /// Works of which no DOI or arXiv number was found.
    static let worksWithoutNumber = [
        "cao2022user", "nadiger2019federated", "perkins2002convergent", "raffin2021stable", "rummery1994line",
        "sutton1996generalization", "sutton1998reinforcement",
    ]
    /// Works whose authors are not all named.
    static let worksOfOthersToo = ["bonawitz2019towards", "mnih2015human", "towers2024gymnasium"]

    @Test(
        "Every method has a publication with all authors, and a number that finds it",
        arguments: Language.standard.methods.components.filter { $0.field("upload") != nil })
    func methods(method: Component) throws {
        let works = try #require(method.source).works
        let complete = works.filter(\.namesAllAuthors)
        #expect(!complete.isEmpty, "\(method.kind) has no publication with all of its authors")
        let isFound = complete.contains { $0.doi != nil || $0.arXiv != nil }
        #expect(isFound != Self.methodsWithoutNumber.contains(method.kind), "\(method.kind)")
    }

    @Test("A kind without a publication says that it is ours")
    func unpublished() {
        for kind in ExplanationLaws.kinds {
            guard let source = kind.component.source, source.works.isEmpty else { continue }
            #expect(source.evidence == .ours, "\(kind.component.kind) rests on words alone: \(source.note)")
        }
    }

    @Test("What is missing is known by name")
    func missing() {
        #expect(Self.works.filter { $0.doi == nil && $0.arXiv == nil }.map(\.key).sorted() == Self.worksWithoutNumber)
        #expect(Self.works.filter { !$0.namesAllAuthors }.map(\.key).sorted() == Self.worksOfOthersToo)
    }

    @Test("Keys are one work's, and fields have their form", arguments: works)
    func fields(work: Publication) {
        #expect(Self.works.count { $0.key == work.key } == 1)
        #expect(work.key.wholeMatch(of: #/[a-z]+\d{4}[a-z]+/#) != nil && work.key.contains(String(work.year)))
        #expect(!work.title.isEmpty && !work.title.contains(#/[{}\\]|\.$/#), "\(work.title)")
        #expect((1900...2100).contains(work.year))
        if let number = work.arXiv { #expect(number.wholeMatch(of: #/\d{4}\.\d{4,5}/#) != nil, "\(number)") }
        if let number = work.doi {
            #expect(number.wholeMatch(of: #/10\.\d{4,9}/[A-Za-z0-9.()\/:-]+/#) != nil, "\(number)")
        }
        for author in work.authors where author != "others" {
            #expect(!author.contains("et al") && !author.contains(" and ") && !author.contains("&"), "\(author)")
        }
    }
}
