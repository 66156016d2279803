import Config
import Determinism
import Diagnostics
import Federation
import Learning
import Testing

@testable import Experiment

@Suite("What methods require of learners")
struct RequirementTests {
    /// A requirement set where the spec is silent, and one that nothing may contradict.
    static let requirements: [Requirement] = [
        .unlessTold(.number(0.9), at: "discount", of: "reinforce", because: "its analysis"),
        .exactly(.boolean(false), at: "normalize_returns", of: "reinforce", because: "its unbiased gradient"),
        .unlessTold(.number(0.1), at: "discount", of: "q_learning", because: "another learner"),
    ]

    static func compile(
        _ learner: String, agents: String = "[{name: a}, {name: b}]", federation: String = "[parameter_average]"
    )
        throws -> (variant: ResolvedVariant?, findings: Findings)
    {
        let text = SpecText.text("federation: \(federation)", agents: agents)
            .replacing("learner: reinforce", with: "learner: \(learner)")
        var findings = Findings()
        let tree = try #require(SpecTree(SourceFile(name: "spec.yaml", text: text), in: .standard, into: &findings))
        var compiler = VariantCompiler(
            .standard, tree: tree.body, files: SpecFiles(beside: "", trustsStatedContent: false), place: nil)
        compiler.requirements = { $0 == "parameter_average" ? Self.requirements : [] }
        let variant = compiler.compile("main")
        findings.add(compiler.findings)
        return (variant, findings)
    }

    static func learner(_ variant: ResolvedVariant?, _ agent: Int = 0) -> CanonicalValue? {
        variant.map { $0.prototypes[$0.agents[agent].prototype].values["learner"]?["reinforce"] ?? .null }
    }

    @Test("The method sets its fields where the spec is silent, and says so")
    func silent() throws {
        let variant = try Self.compile("reinforce").variant
        #expect(Self.learner(variant)?["discount"] == .number(0.9))
        let origin = variant?.prototypes[0].provenance["learner.reinforce.discount"]
        #expect(origin?.description == "method parameter_average (spec.yaml:11:14)")
    }

    @Test("What the top level or an agent writes lies above it")
    func written() throws {
        #expect(Self.learner(try Self.compile("{reinforce: {discount: 0.5}}").variant)?["discount"] == .number(0.5))
        let agents = "[{name: a}, {name: b, learner: {reinforce: {discount: 0.7}}}]"
        let variant = try Self.compile("reinforce", agents: agents).variant
        #expect(Self.learner(variant, 0)?["discount"] == .number(0.9))
        #expect(Self.learner(variant, 1)?["discount"] == .number(0.7))
    }

    @Test("Without the method nothing is set")
    func withoutMethod() throws {
        let learner = try #require(Self.learner(try Self.compile("reinforce", federation: "[]").variant))
        #expect(learner != .null && learner["discount"] == nil)
    }

    @Test("A value that contradicts the method is refused beside it")
    func conflict() throws {
        let (variant, findings) = try Self.compile("{reinforce: {normalize_returns: true}}")
        #expect(variant != nil)
        let found = try #require(findings.diagnostics.first)
        #expect(findings.diagnostics.count == 1 && found.code == .methodConflict)
        #expect(found.message == "'parameter_average' requires normalize_returns: false, for its unbiased gradient")
        #expect(found.span?.text == "true" && found.related?.span.text == "parameter_average")
    }

    @Test("In a plan every value stands already: one left out equals its default")
    func plans() throws {
        let text = SpecText.text("engine: 1\nfederation: [parameter_average]")
        var findings = Findings()
        let tree = try #require(SpecTree(SourceFile(name: "plan", text: text), in: .standard, into: &findings))
        var compiler = VariantCompiler(
            .standard, tree: tree.body, files: SpecFiles(beside: "", trustsStatedContent: true), place: nil)
        compiler.requirements = { _ in [Self.requirements[0]] }
        let learner = try #require(Self.learner(compiler.compile("main")), "\(compiler.findings.diagnostics)")
        #expect(learner != .null && learner["discount"] == nil)
    }

    static let requiring = Methods.all.filter { !$0.requirements.isEmpty }.map(\.kind)

    @Test("Some methods require something")
    func some() { #expect(Self.requiring.contains("fedrdqn") && Self.requiring.count > 5) }

    @Test("What every method requires exists, and is legal there", arguments: requiring)
    func catalogue(kind: String) throws {
        for requirement in try #require(Language.standard.methods.method(kind)).requirements {
            let field: Field
            if let kind = requirement.learner {
                let learner = try #require(Language.standard.learners[kind], "\(requirement)")
                field = try #require(learner.innerField(requirement.path), "\(requirement)")
            } else {
                field = try #require(Language.standard.agent.first { $0.key == requirement.path }, "\(requirement)")
            }
            #expect(Resolver.canonical(requirement.value, field.type) != .null)
        }
    }
}
