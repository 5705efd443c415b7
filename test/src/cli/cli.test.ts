import {
	closeSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schemaErrors } from "../../schema.js";
import { parseLines, runBuilt } from "./program.js";

const EXAMPLE = "examples/mms.pcapng";
const octets = readFileSync(new URL(`../../../${EXAMPLE}`, import.meta.url));

// The header of a pcap file: little-endian, microseconds, Ethernet, no packets.
const EMPTY_PCAP = Buffer.from(
	"d4c3b2a1020004000000000000000000ffff000001000000",
	"hex",
);

let folder: string;
let write: (name: string, content: string | Uint8Array) => string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "mmstrace-cli-"));
	write = (name, content) => {
		const path = join(folder, name);
		writeFileSync(path, content);
		return path;
	};
});

afterAll(() => rmSync(folder, { recursive: true }));

const RECORD_COMMANDS = [
	["analyze", "message", "messages"],
	["pdus", "pdu", "pdus"],
	["http", "http", "http"],
	["exchanges", "exchange", "exchanges"],
] as const;

describe.each(RECORD_COMMANDS)("%s", (command, type, key) => {
	it("writes header, valid records and summary as ndjson", async () => {
		const { status, stdout, stderr } = await runBuilt([command, EXAMPLE]);
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		const lines = parseLines(stdout);
		expect(lines.at(0)?.type).toBe("header");
		expect(lines.at(-1)?.type).toBe("summary");
		expect(lines.length).toBeGreaterThan(5);
		for (const line of lines)
			expect(schemaErrors(line), JSON.stringify(line)).toEqual([]);
		for (const line of lines.slice(1, -1)) expect(line.type).toBe(type);
	});

	it("writes the same as json", async () => {
		const lines = parseLines((await runBuilt([command, EXAMPLE])).stdout);
		const { stdout } = await runBuilt([command, "--format", "json", EXAMPLE]);
		const document = JSON.parse(stdout);
		expect(document[key]).toEqual(lines.slice(1, -1));
		expect(document.summary).toEqual(lines.at(-1));
	});

	it("writes a table", async () => {
		const { status, stdout } = await runBuilt([
			command,
			"--format=table",
			EXAMPLE,
		]);
		expect(status).toBe(0);
		expect(stdout).toMatch(/^[A-Z]\w+ .*\n\d{4}-\d\d-\d\d UTC\n/);
	});

	it("gives no records for a capture without packets", async () => {
		const path = write("empty.pcap", EMPTY_PCAP);
		const { status, stdout } = await runBuilt([command, path]);
		expect(status).toBe(0);
		expect(parseLines(stdout).map((line) => line.type)).toEqual([
			"header",
			"summary",
		]);
	});
});

describe("info", () => {
	it("writes one object", async () => {
		const { status, stdout } = await runBuilt([
			"info",
			"--format",
			"json",
			EXAMPLE,
		]);
		expect(status).toBe(0);
		const info = JSON.parse(stdout);
		expect(schemaErrors(info)).toEqual([]);
		expect(info.captures[0]).toMatchObject({
			file: EXAMPLE,
			format: "pcapng",
			problems: [],
		});
		expect(info.captures[0].packets).toBeGreaterThan(100);
	});
});

describe("explain", () => {
	it("tells what a reason means", async () => {
		const { status, stdout } = await runBuilt(["explain", "retrieve-http-404"]);
		expect(status).toBe(0);
		expect(stdout).toContain("What to look at next");
	});

	it("tells what a problem means", async () => {
		const { stdout } = await runBuilt(["explain", "capture-gap"]);
		expect(stdout).toContain("the capture lost them");
	});

	it("lists all", async () => {
		const { stdout } = await runBuilt(["explain"]);
		expect(stdout).toContain("send-accepted\n");
		expect(stdout).toContain("truncated\n");
	});

	it("knows no properties of objects", async () => {
		const { status, stderr } = await runBuilt(["explain", "constructor"]);
		expect(status).toBe(2);
		expect(stderr).toContain("constructor");
	});

	it("names what is close to an unknown name", async () => {
		const { status, stderr } = await runBuilt(["explain", "http-404"]);
		expect(status).toBe(2);
		expect(stderr).toContain("retrieve-http-404");
	});
});

describe("wrong usage ends with 2 and names what is wrong", () => {
	it.each([
		[["--frmat", "json", EXAMPLE], "--frmat"],
		[["--format", "xml", EXAMPLE], "xml"],
		[[], "no capture given"],
		[["pdus"], "no capture given"],
		[["-c", "0", EXAMPLE], "whole number"],
		[["-d", "80", EXAMPLE], "PORT=PROTOCOL"],
		[["-d", "80=smtp", EXAMPLE], "smtp"],
		[["--limit", "x", EXAMPLE], "NAME=VALUE"],
		[["--limit", "no-such-limit=3", EXAMPLE], "no-such-limit"],
		[["-Y", "reazon == 1", EXAMPLE], "filter:1:1: unknown field reazon"],
		[["http", "-Y", "verdict", EXAMPLE], "only records of analyze have it"],
		[["--client", "10.0", EXAMPLE], "--client: client is an address"],
		[["--since", "today", EXAMPLE], "--since: firstTime is a time"],
		[["--reason", "rejekted", EXAMPLE], "did you mean rejected?"],
		[["--country", "4", "--number", "1", EXAMPLE], "country"],
		[["http", "--number", "1", EXAMPLE], "--number"],
		[["info", "-Y", "size", EXAMPLE], "-Y"],
		[["fields", "no such field"], "no such field"],
		[["--offset", "x.pcap=1", EXAMPLE], "no capture is called x.pcap"],
		[["--offset", "mms.pcapng", EXAMPLE], "FILE=SECONDS"],
		[["--bom", "-f", "json", EXAMPLE], "--bom is for csv"],
		[["decode", EXAMPLE], "--as"],
		[["decode", "--as", "sms", EXAMPLE], "sms"],
		[["--color", "pink", EXAMPLE], "pink"],
	])("%j", async (words, named) => {
		const { status, stdout, stderr } = await runBuilt(words);
		expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
		expect(stderr).toContain(named);
		expect(stderr).not.toMatch(/^ +at /m);
	});
});

describe("nothing that can be read ends with 3", () => {
	it.each([
		["nothing.pcap", undefined, "no such file"],
		["zero.pcap", "", "empty"],
		[
			"text.txt",
			"To whom it may concern\n".repeat(20),
			"neither pcap nor pcapng",
		],
		["short.bin", "abc", "neither pcap nor pcapng"],
		["cut.pcap.gz", Buffer.from("1f8b0800000000000003", "hex"), "end of file"],
	])("%s", async (name, content, sentence) => {
		const path =
			content === undefined ? join(folder, name) : write(name, content);
		const { status, stdout, stderr } = await runBuilt([path]);
		expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
		expect(stderr).toContain(path);
		expect(stderr).toContain(sentence);
	});

	it.each([
		["an empty pipe", ""],
		["a pipe of text", "hello, is anybody there? ".repeat(10)],
	])("%s", async (_, input) => {
		const { status, stdout, stderr } = await runBuilt(["-"], { input });
		expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
		expect(stderr).toMatch(/^mmstrace: .+\n$/);
	});

	it("a folder without captures", async () => {
		const empty = join(folder, "nothing here");
		mkdirSync(empty);
		const { status, stderr } = await runBuilt([empty]);
		expect(status).toBe(3);
		expect(stderr).toContain("no captures");
	});
});

describe("a damaged capture ends with 1 and gives what is before the damage", () => {
	it("cut in the middle of a block", async () => {
		const path = write("cut.pcapng", octets.subarray(0, -100));
		const { status, stdout, stderr } = await runBuilt(["pdus", path]);
		expect(status).toBe(1);
		expect(stderr).toContain(`warning: ${path}: at offset `);
		const whole = await runBuilt(["pdus", EXAMPLE]);
		expect(parseLines(stdout)[5]).toEqual(parseLines(whole.stdout)[5]);
	});

	it("cut in its header", async () => {
		const path = write("head.pcap", EMPTY_PCAP.subarray(0, 20));
		const { status, stderr } = await runBuilt([path]);
		expect([1, 3]).toContain(status);
		expect(stderr).toContain(path);
	});

	it("with a length that lies", async () => {
		const lying = Buffer.alloc(40);
		EMPTY_PCAP.copy(lying);
		lying.writeUInt32LE(0xfffffff0, 32);
		lying.writeUInt32LE(0xfffffff0, 36);
		const path = write("lie.pcap", lying);
		const { status, stderr } = await runBuilt([path]);
		expect(status).toBe(1);
		expect(stderr).toContain(path);
	});
});

describe("several captures", () => {
	it("one of them unreadable: the others are analysed, status 1", async () => {
		const missing = join(folder, "missing.pcap");
		const { status, stdout, stderr } = await runBuilt([missing, EXAMPLE]);
		expect(status).toBe(1);
		expect(stderr).toContain(missing);
		const whole = await runBuilt([EXAMPLE]);
		const uids = (text: string) => parseLines(text).map(({ uid }) => uid);
		expect(uids(stdout)).toEqual(uids(whole.stdout));
	});

	it("none of them readable: each is named, status 3", async () => {
		const [one, two] = ["one.pcap", "two.pcap"].map((name) =>
			join(folder, name),
		) as [string, string];
		const { status, stdout, stderr } = await runBuilt([one, two]);
		expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
		expect(stderr).toBe(
			`mmstrace: ${one}: no such file or folder\nmmstrace: ${two}: no such file or folder\n`,
		);
	});

	it("-r is the same as an argument, a folder stands for its captures", async () => {
		const captures = join(folder, "captures");
		mkdirSync(captures);
		write("captures/b.pcap", EMPTY_PCAP);
		write("captures/c.pcap.gz", gzipSync(EMPTY_PCAP));
		write("captures/d.txt.gz", gzipSync("not a capture"));
		write("captures/a.pcapng", octets);
		write("captures/notes.txt", "not a capture");
		const { status, stdout } = await runBuilt(["pdus", "-r", captures]);
		expect(status).toBe(0);
		expect(parseLines(stdout)[0]?.captures).toEqual([
			join(captures, "a.pcapng"),
			join(captures, "b.pcap"),
			join(captures, "c.pcap.gz"),
		]);
	});
});

describe("a pipe", () => {
	it("is read as a stream", async () => {
		const piped = await runBuilt(["-"], { input: octets });
		const direct = await runBuilt([EXAMPLE]);
		expect(piped.status).toBe(0);
		expect(parseLines(piped.stdout).slice(1)).toEqual(
			parseLines(direct.stdout).slice(1),
		);
	});
});

describe("--live", () => {
	it("writes messages before the pipe ends", async () => {
		const capture = octets;
		const half = Math.floor(capture.length / 2);
		const { status, stdout } = await runBuilt(
			["--live", "--format", "ndjson", "-"],
			{
				input: ({ stdin, stdout }) => {
					stdin!.write(capture.subarray(0, half));
					// Without a message while the pipe is open, this waits until the test has no more time.
					let text = "";
					stdout!.on("data", (piece: string) => {
						text += piece;
						if (text.includes('"final":false'))
							stdin!.end(capture.subarray(half));
					});
				},
			},
		);
		expect(status).toBe(0);
		const plain = await runBuilt(["--format", "ndjson", EXAMPLE]);
		const isFinal = (record: Record<string, unknown>) => record.final === true;
		expect(parseLines(stdout).filter(isFinal)).toEqual(
			parseLines(plain.stdout).filter(isFinal),
		);
	});

	it("needs a form that can go on", async () => {
		const { status, stderr } = await runBuilt([
			"--live",
			"--format",
			"json",
			EXAMPLE,
		]);
		expect(status).toBe(2);
		expect(stderr).toContain("--live");
	});
});

describe("options", () => {
	it("stand before the command as well", async () => {
		const before = await runBuilt(["-q", "-c", "20", "pdus", EXAMPLE]);
		const after = await runBuilt(["pdus", "-q", "-c", "20", EXAMPLE]);
		const records = (text: string) => parseLines(text).slice(1);
		expect(records(before.stdout)).toEqual(records(after.stdout));
		expect(records(before.stdout)[0]?.type).toBe("pdu");
	});

	it("--offset corrects the clock of the capture that it names", async () => {
		const times = async (...words: string[]) => {
			const { stdout } = await runBuilt(["pdus", EXAMPLE, ...words]);
			return parseLines(stdout)
				.slice(1, -1)
				.map((pdu) => pdu["frame.time_epoch"] as number);
		};
		const whole = (await times()).map((time) => Math.round(time * 1000));
		for (const name of [EXAMPLE, "mms.pcapng"]) {
			const shifted = await times("--offset", `${name}=-0.5`);
			expect(shifted.map((time) => Math.round(time * 1000) + 500)).toEqual(
				whole,
			);
		}
	});

	it("-c stops after so many packets", async () => {
		const { stdout } = await runBuilt(["-c", "20", EXAMPLE]);
		expect(parseLines(stdout).at(-1)?.packets).toBe(20);
	});

	it("--sort first sorts by the first frame", async () => {
		const { stdout } = await runBuilt(["--sort", "first", EXAMPLE]);
		const times = parseLines(stdout)
			.slice(1, -1)
			.map((message) => message.firstTime as number);
		expect(times).toEqual([...times].sort((a, b) => a - b));
	});

	it("--output to a file that cannot be made ends with 4", async () => {
		const { status } = await runBuilt(["-o", join(folder, "no/x"), EXAMPLE]);
		expect(status).toBe(4);
	});

	it("--stats tells where time and octets went, beside the results", async () => {
		const words = ["--format", "ndjson", EXAMPLE];
		const plain = await runBuilt(words);
		const table = await runBuilt(["--stats", "-q", ...words]);
		expect(table.status).toBe(0);
		expect(table.stdout.split("\n").slice(1)).toEqual(
			plain.stdout.split("\n").slice(1),
		);
		for (const part of [
			"Time\n",
			"TCP and HTTP",
			"\nPackets\n",
			"walk",
			"Memory",
		])
			expect(table.stderr).toContain(part);
		expect(table.stderr).not.toContain("undefined");
		expect(table.stderr).not.toContain("NaN");
		const json = await runBuilt(["pdus", "--stats=json", "-q", EXAMPLE]);
		const stats = JSON.parse(json.stderr);
		expect(stats).toMatchObject({ type: "stats", rows: {}, program: {} });
		expect(stats.program.peakMemory).toBeGreaterThan(1e6);
		expect((await runBuilt(["--stats=csv", EXAMPLE])).status).toBe(2);
	});

	it("--stats tells of each thread", async () => {
		const words = ["--threads", "2", "-q", EXAMPLE];
		const table = await runBuilt(["--stats", ...words]);
		expect(table.stderr).toContain("Time of the thread that reads and decodes");
		expect(table.stderr).toContain("waiting for the other thread");
		const json = await runBuilt(["--stats=json", ...words]);
		const { threads } = JSON.parse(json.stderr);
		expect(threads).toMatchObject([
			{ thread: "reading" },
			{ thread: "correlation" },
		]);
	});

	it("--version prints the version", async () => {
		const { stdout } = await runBuilt(["--version"]);
		expect(stdout).toBe("0.1.0\n");
	});

	it("--help names every command", async () => {
		const { status, stdout } = await runBuilt(["--help"]);
		expect(status).toBe(0);
		for (const name of [
			"analyze",
			"pdus",
			"http",
			"exchanges",
			"info",
			"decode",
			"explain",
			"fields",
		])
			expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
	});
});

describe("filters", () => {
	const shown = async (...words: string[]) => {
		const { status, stdout, stderr } = await runBuilt([...words, EXAMPLE]);
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		const lines = parseLines(stdout);
		for (const line of lines) expect(schemaErrors(line)).toEqual([]);
		return { records: lines.slice(1, -1), summary: lines.at(-1) };
	};

	it("show what they ask for, with the ids of the whole, and say what is hidden", async () => {
		const whole = await shown();
		const { records, summary } = await shown("-Y", 'verdict == "failed"');
		expect(records).toEqual(
			whole.records.filter(({ verdict }) => verdict === "failed"),
		);
		expect(summary).toMatchObject({
			packets: whole.summary?.packets,
			messages: records.length,
			verdicts: { failed: records.length },
			hidden: whole.records.length - records.length,
		});
		expect(whole.summary).not.toHaveProperty("hidden");
	});

	it("of one name are or, of different names and", async () => {
		const either = await shown("--verdict", "failed", "--verdict", "partly");
		const failed = await shown("--failed");
		expect(failed.records).toEqual(
			(await shown("--verdict", "failed")).records,
		);
		const both = await shown("--failed", "--client", "10.20.77.20");
		expect(both.records.length).toBeGreaterThan(0);
		expect(both.records.length).toBeLessThan(either.records.length);
		const two = await shown(
			"-Y",
			'verdict == "failed"',
			"-Y",
			'verdict == "partly"',
		);
		expect(two.records).toEqual(either.records);
	});

	it.each([
		["pdus", "--message-id", "<3cde1c8fd700>"],
		["pdus", "--number", "07700900115", "--country", "44"],
		["pdus", "--client", "10.20.14.31"],
		["http", "--since", "2026-02-14T09:02:00Z"],
		["http", "--until", "2026-02-14T09:01:00Z"],
		["exchanges", "--client", "10.20.0.0/16", "--until", "2026-02-14T09:01:00"],
		["exchanges", "-Y", 'kind == "push"'],
		[
			"analyze",
			"--since",
			"2026-02-14T09:01:15",
			"--until",
			"2026-02-14T09:02:00",
		],
		["analyze", "--outcome", "refused"],
		["analyze", "--reason", "rejected"],
	])("%s %s %s", async (...words) => {
		const { records, summary } = await shown(...words);
		const whole = await shown(words[0] as string);
		expect(records.length).toBeGreaterThan(0);
		expect(whole.records.length).toBe(records.length + Number(summary?.hidden));
		expect(summary?.hidden).toBeGreaterThan(0);
	});
});

describe("fields", () => {
	it("lists the fields as lines or as a table", async () => {
		const { status, stdout } = await runBuilt(["fields", "send.reason"]);
		expect(status).toBe(0);
		expect(parseLines(stdout).map(({ name }) => name)).toContain("send.reason");
		const table = await runBuilt(["fields", "--format", "table"]);
		expect(table.stdout).toMatch(/^Field +Type +Records +What\n/);
		expect(table.stdout).toContain("\nend_to_end ");
	});
});

describe("decode", () => {
	// m-send-conf: transaction T1, MMS 1.0, accepted, Message-ID M1.
	const SEND_CONF = "8c81985431008d9092808b4d3100";

	it("reads octets and hexadecimal text", async () => {
		const binary = write("conf.mms", Buffer.from(SEND_CONF, "hex"));
		const hex = write("conf.hex", `${SEND_CONF.replace(/../g, "$& ")}\n`);
		const { status, stdout } = await runBuilt([
			"decode",
			"--as",
			"mmse",
			binary,
			hex,
		]);
		expect(status).toBe(0);
		const lines = parseLines(stdout);
		for (const line of lines) expect(schemaErrors(line)).toEqual([]);
		expect(lines.map((line) => line.type)).toEqual([
			"header",
			"pdu",
			"pdu",
			"summary",
		]);
		expect(lines[1]).toMatchObject({
			file: binary,
			"mmse.message_type": 129,
			"mmse.transaction_id": "T1",
			"mmse.response_status": 128,
			"mmse.message_id": "M1",
			complete: true,
			problems: [],
		});
		expect(lines[2]).toEqual({ ...lines[1], file: hex });
	});

	it("says when a file cannot be read", async () => {
		const { status, stderr } = await runBuilt([
			"decode",
			"--as",
			"mmse",
			join(folder, "nothing.mms"),
		]);
		expect(status).toBe(3);
		expect(stderr).toContain("nothing.mms");
	});
});

describe("standard output", () => {
	it("that is full ends with 4", async () => {
		const full = openSync("/dev/full", "w");
		const { spawnSync } = await import("node:child_process");
		const { status } = spawnSync(process.execPath, ["dist/cli.js", EXAMPLE], {
			cwd: new URL("../../..", import.meta.url).pathname,
			stdio: ["ignore", full, "ignore"],
		});
		closeSync(full);
		expect(status).toBe(4);
	});
});
