import Archive
import TestSupport
import Testing

/// `tools/reader` on files laid out as checkpoints are.
@Suite("The Python reader")
struct PythonReaderTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("round-000500.h5")
        var tree = ArchiveTree()
        tree.insert(.text(ArchiveText("name: é\n")), at: "spec")
        tree.insert(.text(ArchiveText(#"{"rounds":500}"#)), at: "plan")
        for agent in ["a10", "a2"] {
            for (layer, shape) in [[3, 2], [2, 3]].enumerated() {
                let numbers = (0..<6).map { Float($0) + (agent == "a2" ? 0.5 : 0) + Float(layer) * 10 }
                let place = "agents/\(agent)/policy/layers/\(layer)"
                tree.insert(.array(ArchiveArray(shape: shape, elements: numbers)), at: place + "/weight")
                tree.insert(.array(ArchiveArray([Float](repeating: 1, count: shape[0]))), at: place + "/bias")
            }
            tree.insert(.text(ArchiveText("relu")), at: "agents/\(agent)/policy/layers/0/activation")
            tree.insert(.array(ArchiveArray(number: 7)), at: "agents/\(agent)/optimizer/steps")
        }
        tree.insert(.text(ArchiveText(["c0", "c1", "c2"])), at: "cohorts/c/agents")
        tree.insert(
            .array(ArchiveArray(shape: [3, 2], elements: [Float(0), 0.25, 1, 0.25, 2, 0.25])),
            at: "cohorts/c/value/layers/0/weight")
        tree.insert(
            .array(ArchiveArray(shape: [2, 2], elements: [Float(1), 2, 3, 4])), at: "federation/public_states")
        tree.insert(.array(ArchiveArray(shape: [1, 2], elements: [9.5, .nan])), at: "metrics/training_return")
        tree.insert(.text(ArchiveText("{\"round\":500}\n")), at: "record/rows")
        tree.attributes = [
            "experiment": .text("sample"), "arm": .text("d5"), "seed": .integer(20), "round": .integer(500),
        ]
        try ArchiveFile(path).write(tree, entries: [.init("round", "500")])
    }

    private func python(_ body: String) throws -> Program.Result {
        let script = """
            import sys
            sys.path.insert(0, r"\(Fixture.path("../../tools/reader/src"))")
            sys.dont_write_bytecode = True
            import numpy as np
            from concord_reader import Checkpoint, DamagedFile
            path = r"\(path)"
            \(body)
            """
        return try Program.run([Fixture.path("../../tools/python"), "-c", script])
    }

    @Test("lists agents and networks, and gives weights, public states, metrics, spec and plan")
    func reading() throws {
        let result = try python(
            """
            with Checkpoint(path) as c:
                assert c.agents == ["a10", "a2", "c0", "c1", "c2"], c.agents
                assert c.networks("a2") == ["policy"] and c.networks("c1") == ["value"]
                w = c.weights("a2")
                assert list(w) == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"], list(w)
                assert w["layers.0.weight"].shape == (3, 2) and w["layers.0.weight"].dtype == np.float32
                assert w["layers.1.weight"].tolist() == [[10.5, 11.5, 12.5], [13.5, 14.5, 15.5]]
                assert c.activations("a2") == ["relu", None]
                assert c.weights("c2", "value")["layers.0.weight"].tolist() == [2.0, 0.25]
                assert c.public_states.tolist() == [[1, 2], [3, 4]]
                assert c.metric("training_return")[0, 0] == 9.5
                assert c.round == 500 and c.header["round"] == "500"
                assert c.spec == "name: é\\n" and c.plan == {"rounds": 500} and c.record() == [{"round": 500}]
                for agent, network in [("a3", "policy"), ("a2", "value")]:
                    try: c.weights(agent, network)
                    except KeyError as error: assert agent in str(error)
                    else: raise AssertionError(agent)
            print("read")
            """)
        #expect(result.output == "read\n", "\(result.complaint)")
    }

    @Test("gives PyTorch the tensors of a Sequential, where PyTorch is installed")
    func torch() throws {
        let result = try python(
            """
            try: import torch
            except ImportError: print("read"); sys.exit()
            model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2))
            with Checkpoint(path) as c: model.load_state_dict(c.state_dict("a2"))
            assert model[2].weight.tolist() == [[10.5, 11.5, 12.5], [13.5, 14.5, 15.5]]
            print("read")
            """)
        #expect(result.output == "read\n", "\(result.complaint)")
    }

    @Test("refuses a flipped bit anywhere, a cut file and a stranger")
    func damage() throws {
        let result = try python(
            """
            sound = open(path, "rb").read()
            def refused(data):
                open(path, "wb").write(data)
                try: Checkpoint(path)
                except DamagedFile: return True
                return False
            for position in range(0, len(sound), 37):
                data = bytearray(sound)
                data[position] ^= 4
                assert refused(bytes(data)), position
            assert refused(sound[:-1]) and refused(sound + b"x") and refused(sound[512:]) and refused(b"")
            assert not refused(sound)
            print("refused")
            """)
        #expect(result.output == "refused\n", "\(result.complaint)")
    }

    @Test("describes a file on the command line")
    func describing() throws {
        let result = try Program.run([
            Fixture.path("../../tools/python"), Fixture.path("../../tools/concord_reader.py"), path,
        ])
        #expect(
            result.output.hasPrefix("sample / d5 / seed 20, after 500 rounds\na10 policy: layers.0.weight [3, 2], "))
        #expect(result.output.hasSuffix("public states: [2, 2]\n"), "\(result.complaint)")
    }
}
