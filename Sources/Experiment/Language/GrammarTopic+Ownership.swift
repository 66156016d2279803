// What an agent begins with, and what stays its own.
extension GrammarTopic {
    static let ownership: [GrammarTopic] = [
        GrammarTopic(
            "initial", ["warm-start", "warm_start"],
            """
            Agents may begin as others ended: `initial` names a run's checkpoint, or a file of networks in a checkpoint's layout.
            At the top of a spec it holds for all agents; an entry of `agents`, or one of a group's `members`, says what is its
            own. There the same kind of file merges key by key with what is said above it, another kind replaces it whole.

              {checkpoint: PATH}               each agent begins as the one of its name
              {checkpoint: PATH, agent: a1}    as a1
              {checkpoint: PATH, agent: mean}  as the mean over all agents
              {checkpoint: PATH, parts: [q]}   with that part; the others are drawn
              {file: PATH}                     with all networks of a file, whoever wrote it

            Networks and tables begin so, and what follows them; optimizers, memories and counters begin anew. Agents for which
            nothing is said draw their own. `train` says which networks learn then; exchanges overwrite the others nevertheless,
            unless `personal` names them. A file counts by its content, which is in the plan, and not by where it lies. Of a
            checkpoint with replicas, each replica begins as its own.
            """,
            example: """
                agents:
                  - {name: new, count: 2}
                  - name: warm
                    count: 3
                    initial: {checkpoint: first.h5, agent: mean}
                    members: {warm2: {initial: {agent: a1}, train: []}}
                """),
        GrammarTopic(
            "adaptation", ["second-stage", "second_stage"],
            """
            A second stage in the same spec: once a cell has ended, new agents learn in the worlds of the sets that are named,
            one agent for every world, each alone. They begin as the mean over the cell's agents, as one of them
            (`start: {from: {agent: a1}}`), or as they draw (`start: {from: own}`). `variants` says what is trained, and may say
            how it begins; each is a cell of its own, ARM,adaptation=VARIANT. What is not said again is as in the first stage,
            but for exchanges: there are none. Adapters are the first agent's, or those of the one that is named; where agents
            have unlike ones, name one or write `adapter` here. `run` does the first stage first, `verify` both.

            With `replicas`, the agents of each learn in worlds that it draws, and begin as its own agents ended.
            """,
            example: """
                environment: {cartpole: {pole_half_length: {uniform: [0.25, 0.75]}}}
                worlds: {new: {count: 10}}
                adaptation:
                  worlds: [new]
                  rounds: 50
                  variants: {all: {}, none: {train: []}, scratch: {start: {from: own}}}
                """),
        GrammarTopic(
            "personal", [],
            """
            What stays with each agent: `personal` of an exchange names parts that are never uploaded and never overwritten, and
            no byte of which is on the wire. Parts have the learner's names (`q`, `actor`, `embedding`, `observations`); a piece
            of a network is `q.head`, its last layer, or `q.body`, the others. What follows a part stays with it, as a target
            network does. `personal: [q.head]` and `networks: [q.body]` say the same from two sides. A method that names what it
            uploads, as dqnavg does, leaves embeddings where they are without being told.

            Nothing need be said of adapters, optimizers and replay memories: no exchange carries them.
            """,
            example: """
                learner: dqn
                network: {hidden: [16], inputs: {embedding: 4}}
                federation: [{parameter_average: {every: {rounds: 5}, personal: [embedding, q.head]}}]
                """),
        GrammarTopic(
            "adapters", [],
            """
            An agent's own fixed linear maps between its world and its networks: of what it observes, and of the controls it
            sets. They let agents in worlds of unlike units share networks. `linear` has a number for all components or a list
            of one each, `by_component` goes by the components' names. They are set by hand, and nothing trains them.
            """,
            example: """
                agents:
                  - {name: a, adapter: {linear: {observation: {scale: [1, 1, 2, 1]}}}}
                  - {name: b, adapter: {by_component: {observation: {pole_angle: {scale: 2, offset: 0.1}, cart_position: {limit: 1}}}}}
                """),
    ]
}
