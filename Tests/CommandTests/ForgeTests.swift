import TestSupport
import Testing

/// A fixed sample of what tools/forge tries: leaves of checkpoints changed as a stranger could, and sealed anew.
@Suite("Forged checkpoints on the command line")
struct ForgeTests {
    @Test("are refused or harmless in every command", arguments: ["td", "deep-q", "a2c"])
    func sample(spec: String) throws {
        let tools = BuiltProgram.repository + "/tools"
        let result = try Program.run([
            tools + "/python", tools + "/forge", "--binary", BuiltProgram.directory + "/concord", "--points", "6",
            "--seed",
            "11", "--spec", "\(tools)/torture.d/\(spec).yaml",
        ])
        #expect(result.status == 0, "\(result.output)\(result.complaint)")
    }
}
