import type { RunStats, ThreadStats, WorkKind } from "../../meter.js";
import { createPalette, type Palette } from "./colours.js";
import { formatCount, formatSize } from "./text.js";

/** What the process adds to the figures of a run: what the library cannot know. */
export interface ProgramStats {
	/** Seconds from its start to that of the run. */
	start: number;
	/** Seconds of collecting garbage, which are part of those of the work. */
	garbage: number;
	/** Seconds of processors, those of V8's own threads included. */
	user: number;
	system: number;
	/** Octets of memory at the most. */
	peakMemory: number;
}

/** Where the time and the octets of a run went: what `--stats` prints. */
export type ProgramRunStats = RunStats & { program: ProgramStats };

type Row = readonly [name: string, ...cells: string[]];

const WORK_WORDS: Readonly<Record<WorkKind, string>> = {
	read: "reading the captures",
	walk: "core: packets to rows",
	tcp: "TCP and HTTP",
	wap: "WTP and WSP",
	signalling: "TLS, DNS, ICMP, signalling",
	mms: "decoding PDUs",
	exchanges: "exchanges",
	records: "correlation, records",
	output: "output",
	pass: "passing exchanges on",
	wait: "waiting for the other thread",
};

const THREAD_WORDS: Readonly<Record<ThreadStats["thread"], string>> = {
	reading: "Time of the thread that reads and decodes",
	correlation: "Time of the thread that correlates and writes",
};

const PASSED_WORDS: Readonly<Record<string, string>> = {
	ignored: "of flows that are of no use",
	skipped: "of bodies nobody wants",
	probed: "of flows that are only probed",
	tls: "TLS after its first packets",
	bare: "of connections without data so far",
	other: "datagrams that hold nothing of use",
	rest: "neither TCP nor UDP, empty, names",
};

/** Figures for people, each table with its title. */
export function workText(stats: ProgramRunStats, colour: boolean): string {
	const palette = createPalette(colour);
	return [
		...(stats.threads ?? []).map((thread) =>
			block(THREAD_WORDS[thread.thread], workRows(thread), palette),
		),
		block("Time", timeRows(stats), palette),
		block("Packets", packetRows(stats), palette),
		block("Rows of the core", countRows(stats.rows), palette),
		block("Calls of the core", countRows(stats.calls), palette),
		block("Octets copied", copiedRows(stats), palette),
		block("Made", madeRows(stats), palette),
		block("Flows", flowRows(stats), palette),
		block("Limits that were hit", countRows(stats.limits), palette),
		block("Memory", memoryRows(stats), palette),
	]
		.filter((text) => text !== "")
		.join("\n");
}

/** A time and its share of all. */
function timeRow(name: string, time: number, all: number): Row {
	const share = `${((100 * time) / all).toFixed(1)} %`;
	return [name, `${time.toFixed(3)} s`, share];
}

/** The kinds of work of one thread. */
function workRows({ seconds, work }: Pick<RunStats, "seconds" | "work">) {
	return (Object.entries(work) as [WorkKind, number][])
		.filter(([, time]) => time >= 0.0005)
		.map(([kind, time]) => timeRow(WORK_WORDS[kind], time, seconds));
}

function timeRows(stats: ProgramRunStats): Row[] {
	const { seconds, work, threads, bytes, packets, program } = stats;
	const all = program.start + seconds;
	const row = (name: string, time: number): Row => timeRow(name, time, all);
	// What two threads did at the same time is no part of the whole.
	const kinds = threads ? [] : (Object.entries(work) as [WorkKind, number][]);
	const speed = `${formatSize(bytes / seconds)}/s, ${formatCount(Math.round(packets / seconds))} packets/s`;
	return [
		row("start of the program", program.start),
		...kinds
			.filter(([kind]) => kind !== "pass" && kind !== "wait")
			.map(([kind, time]) => row(WORK_WORDS[kind], time)),
		[...row("in all", all), speed] as Row,
		row("of it collecting garbage", program.garbage),
		row("processors, all threads", program.user + program.system),
	];
}

function packetRows({ packets, bytes, passed }: RunStats): Row[] {
	const rows: Row[] = [["all", formatCount(packets), formatSize(bytes)]];
	for (const [name, { packets, octets }] of Object.entries(passed))
		if (packets > 0)
			rows.push([
				`no row: ${PASSED_WORDS[name] ?? name}`,
				formatCount(packets),
				`${formatSize(octets)} of payload`,
			]);
	return rows;
}

function countRows(counts: Readonly<Record<string, number>>): Row[] {
	return Object.entries(counts)
		.filter(([, count]) => count > 0)
		.map(([name, count]) => [name, formatCount(count)]);
}

function copiedRows({ copied }: RunStats): Row[] {
	return [
		["captures into the core", formatSize(copied.read)],
		["for decoders of the core", formatSize(copied.scratch)],
		["bodies of HTTP", formatSize(copied.http)],
		["messages of WTP", formatSize(copied.wap)],
	];
}

function madeRows({ made, headerBlocks }: RunStats): Row[] {
	const { known, read } = headerBlocks;
	const blocks = known + read;
	const rows = countRows({
		"HTTP messages": made.httpMessages,
		"WSP PDUs": made.wspPdus,
		"MMSE PDUs": made.pdus,
		exchanges: made.exchanges,
		"requests and responses": made.halves,
		records: made.records,
		"WSP header blocks": read,
	});
	if (blocks > 0)
		rows.push([
			"  and known before",
			formatCount(known),
			`${((100 * known) / blocks).toFixed(1)} %`,
		]);
	return rows;
}

function flowRows({ flows, slotsPassed }: RunStats): Row[] {
	const { opened, closed, evicted, open } = flows;
	return countRows({
		opened,
		closed,
		"given up for the limit": evicted,
		"open at the end": open,
		"slots looked at in vain": slotsPassed,
	});
}

function memoryRows({ memory, program }: ProgramRunStats): Row[] {
	return [
		["the process at the most", formatSize(program.peakMemory)],
		["the core of it", formatSize(memory)],
	];
}

/** A title, then the rows: names to the left, the first figures to the right, notes behind them. */
function block(title: string, rows: readonly Row[], palette: Palette): string {
	if (rows.length === 0) return "";
	const width = Math.max(...rows.map(([name]) => name.length));
	const figure = Math.max(...rows.map(([, cell = ""]) => cell.length));
	const note = Math.max(...rows.map(([, , cell = ""]) => cell.length));
	const lines = rows.map(([name, first = "", second = "", third = ""]) => {
		const cells = `${first.padStart(figure)}  ${second.padStart(note)}`;
		return `  ${name.padEnd(width)}  ${cells}  ${third}`.trimEnd();
	});
	return `${palette.strong(title)}\n${lines.join("\n")}\n`;
}
