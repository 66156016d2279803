import Foundation
import Testing

@testable import ConcordCommand

/// What is handed to Slurm, with scripts in the place of Slurm's own commands; `tools/slurm-check` hands it to a real one.
@Suite("Submitting to Slurm")
struct SubmitTests {
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"

    /// Commands of a Slurm whose one partition has two nodes.
    private static let slurm = """
        mkdir bin; say() { printf '#!/bin/sh\\n%s\\n' "$2" >bin/$1; chmod +x bin/$1; }
        say sinfo 'echo "main*|up|${MEGABYTES-2000}|2|${LIMIT-infinite}|2"'
        say squeue 'cat "$QUEUE" 2>/dev/null'
        say scontrol 'echo "MaxArraySize            = ${MOST-1001}"'
        say sbatch 'case $1 in --version) exit 0;; esac; for word; do printf "[%s]" "$word" >>sbatch.log; done; echo >>sbatch.log
            [ -z "$REFUSAL" ] || { echo "sbatch: error: $REFUSAL" >&2; exit 1; }; echo "$((40 + $(wc -l <sbatch.log)));here"'
        PATH=$PWD/bin:$PATH QUEUE=$PWD/queue; export QUEUE

        """

    private static func run(_ text: String) throws -> BuiltProgram.Outcome {
        try BuiltProgram.withScratchDirectory(files: study) { try BuiltProgram.run(slurm + text, in: $0) }
    }

    @Test(
        "Two scripts and the words after -- are handed over, and what is in the queue or done is not handed over again")
    func handsOver() throws {
        let outcome = try Self.run(
            """
            submit() { concord submit slurm tiny.yaml --shards 3 --no-time "$@" 2>/dev/null | sed "s#$PWD#HERE#"; }
            submit -- --account=lab -p main; sed "s#$PWD#HERE#g" sbatch.log
            printf '0\\n1\\n' >queue; submit; grep -c . checkpoints/.slurm/2/submission.json
            grep -o 'cells=([^)]*)' checkpoints/.slurm/2/array.sh
            rm queue; concord run tiny.yaml -j1 >/dev/null 2>&1
            concord submit slurm tiny.yaml --shards 3 2>&1 >/dev/null | tail -1
            """)
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "job 41: 4 cells in 3 tasks; job 42 looks after it", "logs: HERE/checkpoints/.slurm/1",
                "[--parsable][--chdir=HERE/checkpoints/.slurm/1][--account=lab][-p][main][HERE/checkpoints/.slurm/1/array.sh]",
                "[--parsable][--chdir=HERE/checkpoints/.slurm/1][--account=lab][-p][main][--dependency=afterany:41]"
                    + "[HERE/checkpoints/.slurm/1/collect.sh]",
                "job 43: 1 cell in 1 task; job 44 looks after it", "logs: HERE/checkpoints/.slurm/2", "1",
                "cells=('d5/seed-1')", "nothing to submit: 4 done, 0 at work, 0 in the queue",
            ], "\(outcome.errors)")
    }

    @Test(
        "What Slurm would not run, or not to the end, is refused by name, and nothing is handed over",
        arguments: [
            ("MEGABYTES=100", "", "no partition fits: a task takes 28"),
            ("", "--jobs 3", "no partition fits: a task takes"),
            (
                "", "-- --partition=long",
                "no partition fits: a task takes 286 MB, 1 processor; there is none of that name"
            ),
            ("MOST=2", "", "quota: 3 tasks, and Slurm's MaxArraySize is 2: --shards 2"),
            ("REFUSAL='Job violates accounting/QOS policy'", "", "sbatch refuses: sbatch: error: Job violates"),
            ("PATH=$(dirname $(command -v concord))", "", "there is no sbatch on PATH; --dry-run prints"),
        ])
    func refusals(setting: String, words: String, expected: String) throws {
        let outcome = try Self.run(
            "export \(setting) CONCORD=1; concord submit slurm tiny.yaml --shards 3 --no-time \(words)")
        #expect(outcome.exitCode == 1 && outcome.output == "")
        #expect(outcome.errors.contains("concord: \(expected)"), "\(outcome.errors)")
    }

    @Test("Words that fit nothing are refused before anything is looked at")
    func usage() throws {
        for (words, expected) in [
            ("--ranks 2", "--ranks 2: no cell is shared by processes, since this program has no MPI"),
            ("--shards 2 --minutes 3", "one of them"), ("--no-time", "--shards says how many tasks"),
            ("--shards 1 other.yaml", "a task runs one spec, and there are 2"),
            ("-- --array=1-3", "which tasks there are follows from the cells"),
        ] {
            let outcome = try Self.run("concord submit slurm tiny.yaml \(words)")
            #expect(outcome.exitCode == 64 && outcome.errors.contains(expected), "\(outcome.errors)")
        }
    }

    @Test("A task runs its cells from odd paths, and says what a node lacks; what looks after it says what is left")
    func tasks() throws {
        let outcome = try Self.run(
            #"""
            odd="it's \$(touch hit) \"x\" &;"; mkdir "$odd"; mv tiny.yaml "$odd/tiny
            spec.yaml"; spec=$(echo "$odd"/*.yaml)
            concord submit slurm "$spec" --store "$odd/a store" --shards 2 --no-time >/dev/null 2>&1
            there="$odd/a store/.slurm/1"
            task() { SLURM_ARRAY_TASK_ID=$1 bash "$there/array.sh" 2>&1 | grep '^concord: \|^[a-z0-9]*  '; }
            bash -n "$there/array.sh" && bash -n "$there/collect.sh" && task 0 | cut -c1-20
            bash "$there/collect.sh" >left; echo $?; tail -3 left; task 7 | tail -1
            cp "$(command -v concord)" build; sed -i "s#^concord=.*#concord=$PWD/build#" "$there/array.sh"
            task 1 >/dev/null; echo >>build; task 1 | sed "s#$PWD#HERE#; s/on [^ ]* is/on NODE is/"
            bash "$there/collect.sh" | tail -1
            sed -i "s#^concord=.*#concord='$(command -v concord)'#" "$there/array.sh"; echo '# more' >>"$spec"
            SLURM_ARRAY_TASK_ID=1 bash "$there/array.sh" 2>&1 | grep -o 'is not what was submitted.*'
            cp -r "$there" moved; rm -r "$there"; there=moved; task 1 | grep -o 'the store must be.*'; ls hit 2>&1 | grep -c cannot
            """#)
        #expect(
            outcome.output == """
                arm    seed  outcome
                nofed     1  finishe
                d5        1  finishe
                75
                nofed/seed-2
                d5/seed-2
                2 cells are not done; submit again
                concord: this script has no task '7'
                concord: HERE/build on NODE is not the build that submitted: all nodes must have the same one
                all cells are done
                is not what was submitted; submit again
                the store must be on a file system that all nodes share
                1

                """, "\(outcome.errors)")
    }

    @Test("A task that is asked to end is started again, at most twenty times; one that failed is not")
    func requeue() throws {
        let outcome = try Self.run(
            """
            sed -i 's/^rounds: 20/rounds: 40000/' tiny.yaml
            concord submit slurm tiny.yaml --shards 4 --no-time >/dev/null 2>&1
            say scontrol 'echo "$@" >>requeued'; say sleep 'exit 0'
            task() {
                rm -rf checkpoints/tiny
                SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_JOB_ID=9 SLURM_RESTART_COUNT=$1 bash checkpoints/.slurm/1/array.sh >out 2>&1 & task=$!
                until ls checkpoints/tiny/*/*/round-*.h5 >/dev/null 2>&1; do /bin/sleep 0.05; done
                kill -USR1 $task; wait $task; echo $?
            }
            task 0; task 20; rm tiny.yaml; SLURM_ARRAY_TASK_ID=1 bash checkpoints/.slurm/1/array.sh >out 2>&1; echo $?; cat requeued
            """)
        #expect(outcome.output == "75\n75\n1\nrequeue 9_1\n", "\(outcome.errors)")
    }

    @Test(
        "Times that Slurm writes",
        arguments: [
            ("infinite", nil), ("30", 30), ("30:00", 30), ("12:30:00", 750), ("1-00:00:00", 1440), ("2-12", 3600),
            ("n/a", nil),
        ])
    func minutes(text: String, expected: Int?) {
        #expect(Slurm.Partition.minutes(text) == expected)
        #expect(Slurm.Partition(line: Substring("long*|up|2000+|64|\(text)|3"))?.minutes == expected)
        #expect(Slurm.Partition(line: Substring("long*|up|many|64|\(text)|3")) == nil)
    }
}
