import Testing

/// Files that are each sound, and do not belong together; rows and links that a stranger's archive may bring.
@Suite("What belongs to another run is not taken for this one's")
struct ForeignCheckpointTests {
    private static let spec = """
        concord: 1
        name: x
        seeds: [1]
        round: {episodes: 1}
        rounds: 20
        environment: {cartpole: {maximum_steps: 30}}
        learner: reinforce
        optimizer: {adam: {learning_rate: 1e-2}}
        agents: [{name: a, count: 2, network: {hidden: [6]}}]
        evaluation: {every: {rounds: 10}, episodes: 2}
        measure: [training_return, evaluation_return]
        arms: {solo: {federation: []}, fed: {federation: [{parameter_average: {every: {rounds: 5}}}]}}

        """

    private static func after(_ script: String) throws -> (output: String, errors: String) {
        try BuiltProgram.withScratchDirectory(files: "") { directory in
            try spec.write(toFile: directory + "/x.yaml", atomically: true, encoding: .utf8)
            let outcome = try BuiltProgram.run("D=checkpoints/x/solo/seed-1; \(script)", in: directory)
            return (outcome.output, outcome.errors)
        }
    }

    @Test("A checkpoint of the same cell under another evaluation is set aside, and the cell is run")
    func otherRecord() throws {
        let found = try Self.after(
            """
            concord run x.yaml --arm solo --store A >/dev/null 2>&1
            sed 's/episodes: 2}/episodes: 3}/' x.yaml >y.yaml; concord run y.yaml --arm solo --store B >/dev/null 2>&1
            cp -a B C; rm C/x/solo/seed-1/*.h5; : >C/x/solo/seed-1/metrics.jsonl
            cp A/x/solo/seed-1/round-000020.h5 C/x/solo/seed-1/
            concord report C -o r.html 2>&1 >/dev/null | grep -c 'another run of this cell'
            concord run y.yaml --arm solo --store C 2>&1 >/dev/null | grep -c 'another run of this cell'
            cmp B/x/solo/seed-1/metrics.jsonl C/x/solo/seed-1/metrics.jsonl && ls C/x/solo/seed-1 | grep -c damaged
            """)
        #expect(found.output == "1\n1\n1\n", "\(found)")
    }

    @Test("A checkpoint of the cell itself under another round's name is called that, and set aside")
    func otherRound() throws {
        let found = try Self.after(
            """
            concord run x.yaml --arm solo >/dev/null 2>&1; cp $D/round-000020.h5 $D/round-000050.h5
            concord run x.yaml --arm solo 2>err >/dev/null; echo $?; grep -c "another cell's" err; ls $D | grep damaged
            grep -c 'round-000050.h5: cannot resume from it: it is the checkpoint of round 20, under another name' err
            """)
        #expect(found.output == "0\n0\nround-000050.h5.damaged-1\n1\n", "\(found)")
    }

    @Test("A plan.json that names another arm, its fingerprint made anew, does not speak for the checkpoints beside it")
    func otherArm() throws {
        let found = try Self.after(
            """
            concord run x.yaml >/dev/null 2>&1
            python3 - <<'E'
            import json, hashlib
            for arm, new in (("solo", "fed"), ("fed", "solo")):
                p = f"checkpoints/x/{arm}/seed-1/plan.json"; d = json.load(open(p)); d["plan"]["arm"] = new
                text = json.dumps(d["plan"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
                d["plan_fingerprint"] = hashlib.sha256(text.encode()).hexdigest(); json.dump(d, open(p, "w"))
            E
            concord status checkpoints 2>&1 | grep -c "whose place in a store is"
            concord report checkpoints -o r.html 2>&1 | grep -c "whose place in a store is"
            mv checkpoints/x checkpoints/y; concord status checkpoints 2>&1 | grep -c "another cell's checkpoint"
            concord report checkpoints -o r.html 2>&1 | grep -c "another cell's checkpoint"
            """)
        #expect(found.output.split(separator: "\n").allSatisfy { (Int($0) ?? 0) >= 2 }, "\(found)")
    }

    @Test(
        "A row that no checkpoint covers, and that the plan has none like, is damage; numbers at the ends are drawn",
        arguments: [
            (#"s/"steps":[0-9]*/"steps":1e308/"#, "exit 1"), (#"s/"steps":[0-9]*/"steps":3/"#, "exit 1"),
            (#"s/"round"/"invented":7,"round"/"#, "exit 1"),
            (#"s/"steps":[0-9]*/"steps":9223372036854775807/"#, "exit 0"),
            (#"s/"training_return":\[[^]]*\]/"training_return":[-1e308,1e308]/"#, "exit 0"),
        ])
    func tail(edit: String, end: String) throws {
        let found = try Self.after(
            """
            concord run x.yaml --arm solo >/dev/null 2>&1; rm $D/round-000020.h5
            sed -i '20\(edit)' $D/metrics.jsonl; timeout 20 concord report checkpoints -o r.html >/dev/null; echo exit $?
            """)
        #expect(found.output == end + "\n", "\(found)")
        #expect(found.errors.contains("metrics.jsonl:20: cannot use the record") == (end == "exit 1"), "\(found)")
    }

    @Test("What lock and run.log lead to by a link is left alone")
    func links() throws {
        let found = try Self.after(
            """
            concord run x.yaml --arm solo >/dev/null 2>&1; seq 3 >precious
            for name in lock run.log; do
              rm $D/$name $D/round-000020.h5 2>/dev/null; ln -s ../../../../precious $D/$name
              concord run x.yaml --arm solo >/dev/null 2>err; echo exit $?; grep -c $name err; rm $D/$name
            done; wc -l <precious
            """)
        #expect(found.output == "exit 1\n1\nexit 1\n1\n3\n", "\(found)")
    }

    @Test("Nothing is written under the name of a run's own files, whether there is one or not")
    func output() throws {
        let found = try Self.after(
            """
            concord run x.yaml --arm solo >/dev/null 2>&1
            concord report checkpoints -o $D/round-000099.h5 >/dev/null 2>err; echo exit $?; grep -c "a run's own files" err
            (cd $D && concord export round-000020.h5 --to npz >/dev/null 2>&1; echo exit $?)
            """)
        #expect(found.output == "exit 1\n1\nexit 0\n", "\(found)")
    }
}
