import Archive
import TestSupport
import Testing

/// What HDF5's own tools and Python make of our files.
@Suite("Other programs")
struct OtherProgramsTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("checkpoint.h5")
        try ArchiveFile(path).write(sampleTree(), entries: [.init("round", "500")])
    }

    private func output(_ command: [String]) throws -> String {
        let result = try Program.run(command)
        #expect(result.status == 0, "\(command.joined(separator: " ")): \(result.complaint)")
        return result.output
    }

    @Test("h5ls lists the tree with its shapes")
    func listing() throws {
        let listing = try output(["h5ls", "-r", path])
        for line in [
            "/agents/a1/policy/layers/0/weight Dataset {2, 3}", "/agents/a1/counters/steps Dataset {SCALAR}",
            "/agents/a1/replay/empty Dataset {0, 4}", "/federation/names Dataset {3}", "/ledger Group",
        ] {
            let words = line.split(separator: " ")
            #expect(
                listing.split(separator: "\n").contains { $0.split(separator: " ") == words }, "\(line) in \(listing)")
        }
    }

    @Test("h5dump prints values, texts and attributes")
    func dump() throws {
        let dump = try output(["h5dump", path])
        for part in [
            #""concord checkpoint""#, #"DATATYPE  H5T_IEEE_F32LE"#, "(1,0): inf, 1.4013e-45, 3", #""cartpole""#,
            "-2147483648, 0, 2147483647", "18446744073709551615, 1", #"(0): "x", "", ""#,
        ] {
            #expect(dump.contains(part), "\(part)")
        }
    }

    @Test("h5py reads the same values, with strings as str")
    func python() throws {
        let script = """
            import h5py, numpy as np, math
            f = h5py.File(r"\(path)")
            assert type(f.attrs["format"]) is str and f.attrs["format"] == "concord checkpoint"
            assert f.attrs["round"] == 500
            assert tuple(h5py.check_string_dtype(f["spec"].dtype)) == ("utf-8", None)
            text = f["spec"].asstr()[()]
            assert type(text) is str and text == "name: é\\n# 連合\\n", text
            assert list(f["federation/names"].asstr()) == ["x", "", "θ"]
            a = f["agents/a1"]
            assert type(a.attrs["environment"]) is str
            assert list(a.attrs["shape"]) == [4, 2] and len(a.attrs["nothing"]) == 0
            w = a["policy/layers/0/weight"]
            assert list(w.attrs["axes"]) == ["out", "in"] and all(type(t) is str for t in w.attrs["axes"])
            assert w.dtype == np.float32 and w.shape == (2, 3)
            expected = np.array([[1.5, -0.0, math.nan], [math.inf, 1.4e-45, 3]], dtype=np.float32)
            assert w[()].tobytes() == expected.tobytes()
            assert a["policy/layers/0/bias"][0] == math.pi
            assert a["replay/words"][()].tolist() == [2**32 - 1] and a["replay/keys"][()].tolist() == [2**64 - 1, 1]
            assert a["replay/done"].dtype == np.uint8 and a["counters/steps"][()] == 4711
            assert a["replay/empty"].shape == (0, 4)
            assert f.userblock_size == 512
            print("read")
            """
        #expect(try output([Fixture.path("../../tools/python"), "-c", script]) == "read\n")
    }

    @Test("h5py's own file is read, and as a checkpoint refused")
    func foreign() throws {
        let foreign = directory.file("foreign.h5")
        let script = """
            import h5py, numpy as np
            f = h5py.File(r"\(foreign)", "w")
            f["states"] = np.arange(6, dtype=">f8").reshape(2, 3)
            f["half"] = np.array([0.5], dtype=np.float16)
            f["short"] = np.array([-3, 4], dtype=np.int16)
            f.create_dataset("packed", data=np.arange(1000, dtype=np.int64), chunks=(100,), compression="gzip")
            f["fixed"] = np.array([b"ab", b"c"], dtype="S2")
            f["text"] = "grüße"
            f["states"].attrs["names"] = ["x", "v", "θ"]
            """
        _ = try output([Fixture.path("../../tools/python"), "-c", script])
        let file = ArchiveFile(foreign)
        var states = ArchiveArray(shape: [2, 3], elements: [0.0, 1, 2, 3, 4, 5])
        states.attributes = ["names": .texts(["x", "v", "θ"])]
        #expect(try file.readForeign("states") == .array(states))
        #expect(try file.readForeign("half") == .array(ArchiveArray([Float(0.5)])))
        #expect(try file.readForeign("short") == .array(ArchiveArray([Int32(-3), 4])))
        #expect(try file.readForeign("packed") == .array(ArchiveArray(Array(0..<1000))))
        #expect(try file.readForeign("fixed") == .text(ArchiveText(["ab", "c"])))
        #expect(try file.readForeign("text") == .text(ArchiveText("grüße")))
        let error = #expect(throws: ArchiveError.self) { try file.read() }
        #expect(error?.reason == .foreignHDF5)
    }
}
