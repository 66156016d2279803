import Testing

/// What a command says that one would type now.
@Suite("Lines that say what comes next")
struct NextLineTests {
    @Test(
        "can be typed as they stand, whatever paths are called",
        arguments: ["st ore", "it's $(touch hit)", "-q", "plain"])
    func typed(name: String) throws {
        let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let outcome = try BuiltProgram.run(
                """
                name="$(cat)"; next() { sed -n 's/^next: //p' err; }
                concord run tiny.yaml -j1 --store="$name" >out 2>err; eval "$(next)" >out 2>&1; echo $?; ls tiny.html
                concord new fedhpd --output="$name.yaml" 2>err; eval "$(next)" >out 2>&1; echo $?
                tensorboard() { [ "$#" = 2 ] && ls "$2" | tail -1; }
                concord export "./$name" --to tensorboard --output="$name.runs" >out 2>err; eval "$(next)"; [ -e hit ] || echo safe
                """, in: directory, input: name)
            #expect(outcome.output == "0\ntiny.html\n0\nnofed\nsafe\n", "\(outcome.output)\(outcome.errors)")
        }
    }
}
