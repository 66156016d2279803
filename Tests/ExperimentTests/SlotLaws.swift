import Archive
import Config
import Determinism
import Numerics
import Testing

@testable import Experiment
@testable import Learning

@Suite("Laws of slots, over every learner")
struct SlotLaws {
    /// A learner with two agents in the first world that it can learn in.
    struct Item: Sendable, CustomTestStringConvertible {
        let name: String
        let learner: any PartHolding
        let members: [Member]

        var testDescription: String { name }
    }

    /// Every learner as a silent spec has it, and with each optional table of its settings written; with what its networks can
    /// take in front of observations; and where it can normalize observations.
    static let items: [Item] = Language.standard.learners.components.flatMap { component in
        let optional = component.fields.filter { field in
            guard case .optional = field.presence, case .table = field.type else { return false }
            return true
        }
        let normalized = component.field("observations").map { field in
            CanonicalValue.object([.init(field.key, .object([.init("normalized", .object([]))]))])
        }
        let settings =
            [CanonicalValue.object([])] + optional.map { .object([.init($0.key, .object([]))]) }
            + [normalized].compactMap(\.self)
        return settings.compactMap { item(component.kind, $0) }
            + [item(component.kind, settings[0], isEmbedded: true)].compactMap(\.self)
    }

    private static func item(_ kind: String, _ settings: CanonicalValue, isEmbedded: Bool = false) -> Item? {
        let learner = Language.standard.learners.make(Choice(.object([.init(kind, settings)])))
        guard let learner = learner as? any PartHolding, !isEmbedded || !learner.embeddingNames.isEmpty else {
            return nil
        }
        let world = Language.standard.environments.examples.lazy.map(\.product).first { world in
            guard let modelled = learner as? any Modelled else {
                return (learner as? any Acting)?.refusal(of: world.spaces) == nil
            }
            return world.model.map { modelled.refusal(of: [$0, $0]) == nil } ?? false
        }
        guard let world else { return nil }
        let inputs = isEmbedded ? "embedding" : "observation"
        let design = NetworkDesign(
            Settings(
                NetworkDesign.fields,
                .object([
                    .init("hidden", .list([.integer(5), .integer(3)])),
                    .init("inputs", .object([.init(inputs, .object([]))])),
                ])))
        let plain = Choice(.object([.init("sgd", .object([.init("learning_rate", .number(0.1))]))]))
        let members = (0..<2).map { index in
            let key = StreamKey(seed: 1, owner: "agent/a\(index)")
            return Member(
                name: "a\(index)", key: key, world: world.world(.training(key)),
                designs: Dictionary(uniqueKeysWithValues: learner.networks.map { ($0.name, design) }),
                optimizers: Dictionary(
                    uniqueKeysWithValues: (learner.optimized + learner.embeddingNames).map {
                        ($0, Language.standard.optimizers.make(plain))
                    }))
        }
        return Item(
            name: "\(kind) \(settings.json)\(isEmbedded ? " embedded" : "")", learner: learner, members: members)
    }

    /// What differs between two states, by the names that checkpoints have.
    private static func changes(_ before: some Encodable, _ after: some Encodable) throws -> Set<String> {
        let (one, other) = (try ArchiveTree(encoding: before), try ArchiveTree(encoding: after))
        #expect(one.members.map(\.name) == other.members.map(\.name))
        return Set(zip(one.members, other.members).filter { $0 != $1 }.map(\.0.name))
    }

    /// Lends a row of a part in which every number, padding too, is another than an agent begins with.
    private static func withRow(_ part: Part, _ body: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        let count = part.width * part.precision.bytes
        let row = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
        defer { row.deallocate() }
        switch part.precision {
        case .single: row.bindMemory(to: Float.self).initialize(repeating: 0.625)
        case .double: row.bindMemory(to: Double.self).initialize(repeating: 0.625)
        }
        try body(row)
    }

    @Test("Writing through a slot changes the property of its name, and what is computed from it", arguments: items)
    func names(item: Item) throws {
        func law<L: PartHolding>(_ learner: L) throws {
            let block = Block(members: L.sharesState ? item.members : [item.members[0]])
            let slots = learner.slots(of: item.members[0])
            #expect(!slots.isEmpty && slots.map(\.part) == learner.parts(of: item.members[0]))
            for slot in slots {
                var state = learner.initial(block)
                let before = state
                try Self.withRow(slot.part) { row in
                    let base = try #require(row.baseAddress)
                    slot.write(0..<1, of: &state, 0..<row.count, from: base, areEqual: false)
                    #expect(
                        try Self.changes(before, state)
                            == Set([slot.part.name] + (slot.derived.map { [$0.name] } ?? [])), "\(slot.part.name)")
                    let back = UnsafeMutableRawBufferPointer.allocate(byteCount: row.count, alignment: 64)
                    defer { back.deallocate() }
                    slot.read(0..<1, of: &state, 0..<row.count, into: try #require(back.baseAddress))
                    #expect(back.elementsEqual(row))
                }
            }
        }
        try law(item.learner)
    }

    @Test(
        "A part that is given to an agent stands where its slot says, and where that is followed; none begins by itself that follows",
        arguments: items)
    func adoption(item: Item) throws {
        func law<L: PartHolding>(_ learner: L) throws {
            let slots = learner.slots(of: item.members[0])
            let leading = learner.leadingParts(of: item.members[0])
            #expect(
                Set(leading.map(\.name)).union(slots.flatMap(\.followers)) == Set(slots.map(\.part.name))
                    && slots.allSatisfy { slot in
                        !slot.followers.contains { name in leading.contains { $0.name == name } }
                    })
            for role in learner.networks { #expect(leading.contains { $0.name == role.name }) }
            for slot in slots {
                var blocks = LearnerBlocks([learner, learner], item.members, [0, 1])
                let before = blocks.storage.states
                let (own, other) = L.sharesState ? (0, 0) : (1, 0)
                Self.withRow(slot.part) { row in
                    blocks.adopt(UnsafeRawBufferPointer(row), as: slot.part.name, agent: 1)
                }
                if !L.sharesState { #expect(try Self.changes(before[other], blocks.storage.states[other]).isEmpty) }
                let derived = slots.filter { ([slot.part.name] + slot.followers).contains($0.part.name) }
                    .compactMap(\.derived?.name)
                #expect(
                    try Self.changes(before[own], blocks.storage.states[own])
                        == Set([slot.part.name] + slot.followers + derived))
            }
        }
        try law(item.learner)
    }

    @Test("Some learners have tables, some have networks that others have not, and some are followed")
    func sensitivity() {
        let found = Self.items.map { item in
            func slots<L: PartHolding>(_ learner: L) -> (parts: Int, derived: Int, followers: Int) {
                let slots = learner.slots(of: item.members[0])
                return (slots.count, slots.count { $0.derived != nil }, slots.reduce(0) { $0 + $1.followers.count })
            }
            return slots(item.learner)
        }
        #expect(found.contains { $0.derived == 1 } && found.contains { $0.followers == 2 })
        #expect(Set(found.map(\.parts)) == [1, 2, 3, 4, 5, 6])
        let kinds = Set(Self.items.map { $0.name.split(separator: " ")[0] })
        #expect(kinds.count == Language.standard.learners.components.count)
    }
}
