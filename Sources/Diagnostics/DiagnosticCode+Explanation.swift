extension DiagnosticCode {
    /// How bad a finding with this code is.
    public var severity: Diagnostic.Severity {
        switch self {
        case .exchangeNeverFires, .fewParticipants, .beyondTolerance, .fewEpisodes, .manyCells, .largeMemory,
            .retiredKey, .withoutEffect, .ownPartsAveraged, .measureSilent, .unusedWorlds, .longStudy, .unusedAnchor:
            .warning
        default: .error
        }
    }

    /// Why this is refused or warned about, and what to do: the text of `concord explain CODE`.
    public var explanation: String {
        switch self {
        case .unreadableFile:
            "The spec could not be opened or read. It must be a regular file that you may read; the message carries "
                + "the operating system's reason."
        case .emptyFile:
            "The spec holds no value: it is empty, or only comments. `concord new METHOD` writes a starter."
        case .oversizedFile:
            "A spec may have at most 4 MB. Large data (public states, initial weights) belongs into HDF5 files that the "
                + "spec names."
        case .malformedText:
            "A spec is UTF-8 text. A byte sequence that is not UTF-8, a NUL or another control character was found, as "
                + "in binary files or in UTF-16 text. Save the file as UTF-8."
        case .yamlSyntax:
            "The text is not YAML. The place is where reading stopped; the mistake may stand just before it: an "
                + "unclosed bracket or quote, a missing colon or comma, or indentation that fits no open block. Rare forms of "
                + "YAML 1.2 on which programs disagree are refused too; docs/yaml.md lists them."
        case .tabIndentation: "YAML forbids tabs in indentation. Use spaces."
        case .hiddenCharacter:
            "A character that ends a line for some programs and not for others (U+2028, U+0085, a lone carriage return), "
                + "reorders what stands beside it, or cannot be seen. What an editor shows would not be what is run, so such "
                + "characters are refused wherever they stand, in comments too. A text that needs one has it as an escape in "
                + "double quotes: \"\\u2028\"."
        case .severalDocuments: "One file holds one spec: `---` may stand at its top, but not start a second document."
        case .duplicateKey:
            "A key stands twice in one mapping. YAML leaves open which one holds, so neither is believed. Delete one."
        case .keyNotText: "Keys are plain words; a list, a mapping or an alias cannot be a key."
        case .tag: "YAML tags (`!!str`, `!custom`) are not used: the field a value stands in decides its type."
        case .tooDeep: "More than 64 levels of nesting. No spec needs so many."
        case .tooManyNodes:
            "More than 250 000 values once aliases are expanded. Aliases of aliases multiply; write the group with "
                + "`count` instead."
        case .unusedAnchor:
            "An anchor `&name` marks a value that is to stand in several places; no alias `*name` brings this one anywhere. What it "
                + "marks counts where it stands, so nothing is wrong with the study."
        case .unknownAnchor: "An alias `*name` needs an anchor `&name` before it in the file."
        case .cyclicAnchor: "An anchor's value contains its own alias, so it would have no end."
        case .mergeNotMapping: "The merge key `<<` takes a mapping, an alias of a mapping, or a list of them."
        case .unknownKey:
            "The key is not in the field table of the mapping it stands in. `concord explain KIND` lists the keys of a "
                + "kind."
        case .missingKey: "The key has no default, so it must be written."
        case .wrongType:
            "The value is of another type than its field wants. Types follow YAML 1.2: `1e-3` is a number, `true` and "
                + "`false` are the only booleans, and a quoted value is always text."
        case .outOfRange: "The number lies outside the interval its field allows."
        case .outOfOrder:
            "Two numbers of one mapping have an order, such as the two ends of a track, and these have it the other way "
                + "round, or ranges could draw such numbers. Keep the ranges apart."
        case .unknownWord: "The field takes one of a few words, and this is none of them."
        case .unknownKind:
            "A choice names one kind out of a catalogue, and this is none of them. `concord list` prints the catalogues."
        case .notOneKind:
            "A choice is a mapping with exactly one key, which names the kind: `optimizer: {adam: {learning_rate: "
                + "1e-3}}`. A bare name stands for all defaults: `optimizer: adam`."
        case .listLength: "The list has too few or too many elements."
        case .badName:
            "A name starts with a letter and goes on with up to 63 letters, digits, `_` or `-`: names become "
                + "directories, HDF5 groups and parts of dotted paths."
        case .writtenTwice:
            "Two keys set the same value: a short name and the path it stands for, or two forms of one choice. Keep "
                + "one."
        case .rangeNotAllowed:
            "A range (`uniform`, `relative`, `normal`, `spread`, `values`, `same_as`) is drawn once per agent when the spec is "
                + "compiled. Only numbers that describe a world or a heterogeneous agent take one."
        case .notAvailable:
            "The language has this word, but this version of Concord does not do it. It is refused, not ignored."
        case .retiredKey:
            "The key has one word left, so that it chooses nothing. It is still read, so that a spec that says it gives the plan it "
                + "always gave, and without it the plan is the same. Delete it."
        case .withoutEffect:
            "A number is written that shapes nothing: while another of the same table is 0, as a share of an agent's own kernel where no "
                + "agent has one; or in an exchange, where it takes all agents or all public states, is 0, or rounds to nobody. Sweeping "
                + "it gives equal cells. Set the other number too, or another one; `check` alone tells of exchanges, of arms, factors and "
                + "levels whose cells are equal, and of what an arm writes over itself."
        case .malformedRange:
            "A range is `{uniform: [low, high]}`, `{relative: [low, high]}` (nominal × (1 + u)), `{normal: [mean, "
                + "deviation, low, high]}` (clipped), `{spread: [first, last]}`, `{values: [a, b, …]}` or `{same_as: path}`."
        case .rangeReachesIllegal:
            "Some value the range can give would be refused if it were written: a mass, for instance, must stay "
                + "positive. Narrow the range."
        case .rangeWithoutNominal: "`relative` multiplies the field's default, and this field has none. Use `uniform`."
        case .rangeSource:
            "`same_as` takes the path of another drawn number of the same agent, which is itself a range."
        case .unknownPath:
            "Keys of arms and sweeps are dotted paths through the language: keys, kinds, and names of list entries. "
                + "This one leads nowhere in any spec."
        case .editMeetsNothing:
            "The path is legal, but this spec has nothing there: another kind is chosen, no list entry has this name or kind, or "
                + "several have it. Write the whole value one level up instead."
        case .sweepNeverApplies: "The factor's path meets something in no arm, so it would change nothing."
        case .sweepShape:
            "A sweep factor is `{path: [values]}` or `{level: {path: value, …}, …}`: one path with a list, or named "
                + "levels that each edit some paths."
        case .tooManyArms: "Arms and sweep factors are crossed, and here they make more than 10 000 combinations."
        case .missingInput:
            "A file the spec names cannot be read. Its path is relative to the spec; its content, not its path, enters "
                + "the plan."
        case .fileChanged: "The file's SHA-256 is not the one written beside it, so the plan would be another one."
        case .initialUnfit:
            "`initial` gives every agent its first networks: the file has a group /agents/AGENT/NETWORK for each, with "
                + "layers of the widths that the agent's design has in its environment. All weights are finite Float32 numbers; "
                + "where one is not, the message names its row and column. A checkpoint gives tables too, of one agent or the mean "
                + "over all, and has every part that an agent is to begin with, in its shape."
        case .adaptationUnfit:
            "In `adaptation` new agents, one for every world of some sets, begin as the mean of a cell's agents, or as one of them, "
                + "and learn alone. So the cell's agents are known by name, those a mean is taken of are of one shape, new agents "
                + "have that shape, and there is one cell for every seed, without `replicas`."
        case .timeNotInRounds:
            "Things happen at the ends of rounds. A duration is counted in rounds, or in the unit of `round` and then a "
                + "multiple of its length."
        case .malformedSeeds:
            "Seeds are a list of different whole numbers, or {from, to} or {from, count}, with a step."
        case .duplicateAgent:
            "An agent is its name: its random streams, its path in edits and its group in checkpoints. A group {name: "
                + "a, count: 3} takes the names a1, a2 and a3."
        case .unknownMember:
            "`members` overrides single agents of a group by their names: the group's name and a number. What an exchange says of "
                + "single agents, it says by these names, too."
        case .unknownNetwork:
            "`networks` and `optimizers` use the learner's names for its networks; `concord explain LEARNER` lists them."
        case .activationCount: "`activation` is one word for all hidden layers, or a list with one word for each."
        case .learnerUnfit:
            "The learner cannot choose actions in this environment's action space, or needs to know more of its world than "
                + "there is to know."
        case .learnerRoundUnit: "A learner trains in certain units only: REINFORCE, for instance, in whole episodes."
        case .noReplicas:
            "`replicas` keeps many independent copies of a federation in one cell and one checkpoint. That is for tables, whose "
                + "copies are rows of a few arrays; agents with networks have one cell, and one directory, per seed."
        case .optimizerUnfit:
            "Tables and linear learners move by their step size times their update, as their papers have it. Optimizers that "
                + "remember or rescale would make another algorithm of them; `sgd` without momentum and weight decay is plain."
        case .decayUnfit:
            "A learning rate that falls where the federation's return stalls (`plateau`) looks at a measure after every meeting of the "
                + "one exchange. The measure has to be recorded, so that a run shows what its rates follow; agents have to meet; and all "
                + "such rates of a federation look in one way."
        case .duplicateExchange:
            "Paths, the byte ledger and checkpoints find an exchange by its name, which is its kind unless `name` is "
                + "given."
        case .needsPublicStates:
            "The exchange compares what agents would do at shared states. `public_states` says which."
        case .unequalSpaces:
            "Distributions over different actions cannot be averaged, and one set of public states cannot serve agents "
                + "that observe different things."
        case .exchangeNeverFires:
            "The run ends before the first exchange, so the agents train alone. Where each meets the server by itself (`when: "
                + "asynchronous`), the run ends before some are there once: then these do not train at all, since training is "
                + "shown where it is brought."
        case .fewParticipants:
            "An exchange with fewer than two participants does not fire and sends nothing. An agent alone in an exchange of `moments` "
                + "plans for itself, as it does without one."
        case .beyondTolerance:
            "More agents lie than the aggregate bears: the mean of something and anything is anything. It is a warning, since "
                + "curves of how a method breaks down need it. `concord explain AGGREGATE` says how many an aggregate bears, and "
                + "`concord plan` prints both numbers, and who lies."
        case .unfitAxes:
            "What an exchange uploads, how the server combines it and how agents digest it must be of one form: action "
                + "distributions at public states, parameters, or memories of visited states."
        case .unequalParts:
            "Parameters are averaged element by element, so all participants need the same parts in the same shapes. "
                + "Agents of unlike architectures can share action distributions (`fedhpd`) or proxy memories (`frd`)."
        case .unknownPart:
            "The upload names a part that a participant's learner does not have. `concord explain LEARNER` lists its "
                + "networks; a learner without networks names its table or weight vector."
        case .ownPartsAveraged:
            "What every agent draws for itself, such as the embedding in front of its observations, is to tell where its world stands "
                + "among all. An exchange that does not say which parts travel averages it too, and takes from the agents what "
                + "they were given it for. `personal` keeps it with them; an `upload` that names it says that this is meant."
        case .misfit:
            "What an exchange is told of the observation (ranges of components, a component to sort by, a number of cells), or "
                + "of its participants (names of agents, a number of their worlds), does not fit those that are there."
        case .startUnfit:
            "With `start: common` one network per role is drawn from the stream of the exchange that carries it, for all agents that "
                + "say so. That needs an exchange, one architecture and one way of drawing, and no file that gives first networks too."
        case .learnerTakesNoPart:
            "The exchange asks something of agents that a participant's learner does not do: show what it visited, answer "
                + "with action distributions, or take control variates into its local updates."
        case .methodConflict:
            "A method is more than its exchanges: some require a learner's field to have one value, without which it would be "
                + "another method under its name. `concord explain METHOD` lists them."
        case .publicStatesWidth: "Public states are observations: they have the environment's components, all of them."
        case .unfitStates:
            "Public states are finite Float32 numbers, and not all one state. NaN, infinities, Float64 beyond Float32 and whole "
                + "numbers that Float32 does not hold would train networks to NaN, or to something else than the file says. The "
                + "message names row and column, counted from 1."
        case .snapshotsOutside: "A virtual agent can be rolled out only after rounds that it has trained."
        case .duplicateMeasure:
            "Rows are found by the measure's name, which is its kind unless it is given one: {mission: {rounds_to: …}}."
        case .measureNeedsEvaluation: "The measure is taken in evaluations, and the spec asks for none."
        case .measureSilent:
            "No row of any arm that names the measure will have a number of it, so that no figure shows it and no table tells it: it "
                + "looks at evaluations that never come, at returns of learners that play no episodes, at averages over more "
                + "rounds than there are, or no round is recorded at all."
        case .unknownWorlds:
            "`evaluation.worlds` names `own` (each agent's world), `nominal`, or sets of `worlds`: {held_out: {count: 50}}."
        case .reservedWorlds:
            "`own` and `nominal` mean the agents' own worlds and the one with no number left open. A set needs another name."
        case .unequalWorlds:
            "Agents can be evaluated only where they observe as many numbers, and have the same actions, as where they train."
        case .unusedWorlds:
            "`worlds` has a set that no arm evaluates or adapts in: nothing of it is recorded. `evaluation: {worlds: [own, SET]}` "
                + "names the sets that are; `concord evaluate --worlds SET` plays in one later."
        case .fewEpisodes:
            "A worst case is a minimum over means. With few episodes a mean is noisy, and a minimum picks the unluckiest: it "
                + "comes out too low, the more so the more worlds there are. Take at least 20 episodes per world."
        case .noModel:
            "`exact` computes values from a world's model: all its states, transitions and rewards. Only small finite worlds are "
                + "known so; in the others, evaluation plays episodes."
        case .evaluationUnfit:
            "An evaluation plays episodes, unless it is `exact`. Learners that evaluate a given policy, or know only tables, do not "
                + "act; measures that know the worlds' models look at what they have learned."
        case .measureUnfit:
            "The measure looks at something these agents or their worlds do not have, such as a fixed point in closed form or "
                + "a finite model."
        case .unknownStopMeasure:
            "`stop: {when: NAME}` ends a cell once a measure is reached. The measure stands in `measure`, under its name or, "
                + "without one, its kind."
        case .stopNeedsThreshold:
            "Only a measure with a threshold can be reached: a `rounds_to`. Others are values of every round."
        case .nameTaken:
            "Checkpoints and rows of the record find things by name: `round`, `steps` and `trace` stand in every row, and the "
                + "server's table of memories is called `global` beside the agents'. What a spec names needs a name of its own."
        case .largeCheckpoint:
            "A checkpoint has at most 4 TiB, and one part of it (the networks or the replay memory of an agent, the tables of "
                + "agents alike, the public states, the rows since the checkpoint before) at most 4 GiB: larger ones are not "
                + "read back, so no run is begun that would write them."
        case .largeMemory:
            "A run keeps all agents of a cell in memory: networks, gradients, optimizers, replay memories, and copies of them "
                + "while a checkpoint is written. `concord plan` predicts how much, and `run` refuses what does not fit."
        case .longName:
            "An arm with its levels of the sweep is the name of a directory, and file systems take no more than 255 letters. "
                + "Name the levels: {factor: {short: {path: value}}}."
        case .longStudy:
            "All cells of the study together take more than a day on one thread: by the logs of such cells in the store, where some "
                + "have run, else by a model of their plans, in which every episode lasts to its limit, so that real times are often "
                + "several times less. `concord plan` and `concord cells` try how fast this machine is."
        case .manyCells:
            "Every arm, level of the sweep and seed is a cell with a directory of its own; more than 5000 take long to "
                + "list and to check."
        case .otherEngine:
            "The plan was made for another engine, whose bits this one does not give. Run the spec again with this "
                + "version, or the plan with the version that made it."
        }
    }
}
