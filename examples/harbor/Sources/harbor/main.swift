import ConcordCommand
import Config
import Experiment

let language = try Language.standard.adding(
    environments: [Ferry.self], learners: [RunningBaseline.self], aggregators: [Pilot.self],
    methods: [.followThePilot])
Program("harbor", version: "1.0.0", language: language).main()
