public import Config

/// A rule of the spec language that is no single key or kind: what `concord explain` says of ranges, lengths of time, arms.
public struct GrammarTopic: Sendable {
    /// The word it is asked for by.
    public let name: String
    /// Other words for it.
    public let synonyms: [String]
    /// What the rule is, in lines.
    public let text: String
    /// Keys of a spec that show it: a test puts them into a whole spec and compiles it.
    public let example: String

    init(_ name: String, _ synonyms: [String] = [], _ text: String, example: String) {
        self.name = name
        self.synonyms = synonyms
        self.text = text
        self.example = example
    }

    /// The rule of this name; nil where there is none.
    public static func named(_ word: String) -> GrammarTopic? {
        all.first { $0.name == word || $0.synonyms.contains(word) }
    }

    /// What is printed.
    public var page: String {
        let lines = example.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
        return "\(name) (a rule of the language)\n\(text)\n\nFor example:\n\(lines)"
    }

    /// What the rule begins with: its first sentence, for lists.
    public var summary: String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.firstRange(of: ". ").map { words[..<$0.lowerBound] + "." } ?? words
    }

    /// Every rule.
    public static let all = basics + ownership

    /// Every rule with its first sentence, as kinds are listed.
    public static let choices = Choices("rule", all.map { Component($0.name, $0.summary, fields: []) })

    private static let basics: [GrammarTopic] = [
        GrammarTopic(
            "range", ["ranges", "uniform", "relative", "spread", "normal", "values", "same_as"],
            """
            A number that describes a world or an agent may be left open. It is drawn once per agent when the spec is compiled,
            and `concord plan --values` shows what was drawn; `concord explain KEY` says of a key whether a range may stand there.

              {uniform: [low, high]}    uniformly from low (included) to high
              {relative: [low, high]}   the default times 1 + u, u uniformly from low to high
              {spread: [first, last]}   evenly over the agents, by their position
              {normal: [mean, deviation, low, high]}
                                        normally, what lies outside of low and high being put there
              {values: [a, b, …]}       one after the other over the agents, from the start again where they run out
              {same_as: path}           what another key of the same agent has drawn

            Draws come from the cell's seed, the agent's name and the key's path, never from the arm: arms are compared in the
            same worlds, and another agent changes nobody's draw.
            """,
            example: """
                environment: {cartpole: {pole_half_length: {uniform: [0.25, 0.75]}, gravity: {values: [9.8, 1.6]}}}
                """),
        GrammarTopic(
            "duration", ["every", "durations"],
            """
            A length of time is a mapping with one unit: rounds, episodes, steps or updates. `round` says what one round is; every
            other length is in rounds, or a multiple of the round's own unit. `rounds: {episodes: 1000}` keeps the length of a run
            where the round is swept. `every` of exchanges, evaluation, checkpoints and record is such a length.
            """,
            example: """
                round: {episodes: 2}
                rounds: {episodes: 1000}
                evaluation: {every: {rounds: 50}, episodes: 5}
                """),
        GrammarTopic(
            "arms", ["arm", "variants", "default"],
            """
            Variants that are compared. Each is a name and what it changes: dotted paths into the spec and the value that stands
            there instead; `{}` changes nothing, the word `default` restores a default. An arm is checked as a whole spec. Every
            arm runs with every seed, and all share their draws.
            """,
            example: """
                arms:
                  nofed: {federation: []}
                  d5: {}
                  d10: {federation.fedhpd.every.rounds: 10}
                """),
        GrammarTopic(
            "sweep", ["sweeps", "factors"],
            """
            Factors crossed with every arm. A factor is a path and its values, or named levels of several changes each. Cells
            are called by arm and levels: `d,every=10`. A factor does not apply to an arm in which its path meets nothing, and
            must meet something somewhere: here the arm without an exchange runs once, the other one three times.
            """,
            example: """
                arms: {nofed: {federation: []}, d: {}}
                sweep: {every: {federation.fedhpd.every.rounds: [5, 10, 20]}}
                """),
        GrammarTopic(
            "paths", ["path", "dotted"],
            """
            A dotted path leads from the top of the spec through keys, kinds, and names of agents or exchanges to a value. It is
            read by the language, not by the text: what the text leaves out can be addressed, what the language does not have
            is refused. `agents.a` is a whole group, `agents.a2` one of its members.
            """,
            example: """
                agents: [{name: a, count: 3}]
                arms:
                  plain: {}
                  wide: {network.hidden: [64, 64], agents.a2.optimizer.adam.learning_rate: 1e-4}
                """),
        GrammarTopic(
            "seeds", ["seed"],
            """
            Every arm runs once per seed: a list, or {from, to} or {from, count} with a step. A seed names every stream of random
            numbers of its cells: the same seed in two arms gives the same worlds, first networks and episodes up to the first
            thing in which the arms differ, so that differences can be taken in pairs.
            """,
            example: """
                seeds: {from: 20, to: 40, step: 5}
                """),
        GrammarTopic(
            "groups", ["group"],
            """
            `count` makes several agents of one entry: {name: a, count: 3} is a1, a2 and a3, alike but for what ranges draw.
            `members` changes single ones. What an agent leaves out, it has from its group, then from the top of the spec, then
            from the method, then by default.
            """,
            example: """
                environment: {cartpole: {pole_half_length: {spread: [0.25, 0.75]}}}
                agents:
                  - {name: a, count: 3, members: {a2: {network: {hidden: [64, 64]}}}}
                  - {name: b, optimizer: {adam: {learning_rate: 1e-4}}}
                """),
        GrammarTopic(
            "worlds", ["world"],
            """
            Sets of worlds to evaluate in, beside `own` (each agent's) and `nominal` (every range at its default): so many draws
            of an environment's ranges, or a list. They are drawn for each seed and do not depend on the arm. `evaluation.worlds`
            names those that agents are evaluated in.
            """,
            example: """
                environment: {cartpole: {pole_half_length: {uniform: [0.25, 0.75]}}}
                worlds:
                  held_out: {count: 5}
                  longer: {count: 5, environment: {cartpole: {pole_half_length: {uniform: [0.75, 1.5]}}}}
                evaluation: {every: {rounds: 50}, episodes: 20, worlds: [own, nominal, held_out, longer]}
                """),
        GrammarTopic(
            "evaluation", [],
            """
            When agents play without learning, and where. Without it nothing is evaluated, and measures of evaluation are refused.
            """,
            example: """
                evaluation: {every: {rounds: 100}, episodes: 20, policy: greedy, worlds: [own, nominal]}
                measure: [training_return, evaluation_return: {reduce: [mean, worst]}, bytes]
                """),
        GrammarTopic(
            "agents", ["agent"],
            """
            Who learns: a list of agents or groups. What an entry leaves out, it has from the top of the spec.
            """,
            example: """
                agents:
                  - {name: small, network: {hidden: [16]}}
                  - {name: large, network: {hidden: [128, 128], activation: tanh}, optimizer: {adam: {learning_rate: 1e-4}}}
                """),
        GrammarTopic(
            "yaml", ["anchors", "anchor", "aliases", "merge"],
            """
            A spec is one document of YAML: mappings with words as keys, lists, texts, comments, anchors, aliases and merge keys.
            What a scalar is, its key decides: `no` is a name where a name is wanted, 1e-3 a number. Tags, several documents,
            tabs, keys written twice and characters that cannot be seen are refused.

            An anchor `&name` stands before a value that is to be used again, at the first place that has it: there is no key to
            keep it in. Behind it `*name` is the same value, and `<<: *name` in a mapping has its keys, over which those win that
            are written beside it. Mistakes in a value that is used again are shown at both places.
            """,
            example: """
                agents:
                  - {name: a, network: &wide {hidden: [64, 64], activation: tanh}}
                  - {name: b, network: *wide}
                  - {name: c, network: {<<: *wide, activation: relu}}
                """),
    ]
}
