import { curves } from "./document.js";
import { drawPanel, type Panel, type Series } from "./lines.js";
import { svg } from "./svg.js";

const PANEL = { width: 380, height: 260 };
const COLUMNS = 3;

/** Time above, memory below; by length, by open flows, by open messages. */
export function growthPicture(): string | undefined {
	const known = curves();
	const lines = (
		names: Readonly<Record<string, string>>,
		x: string,
		y: string,
	): Series[] =>
		Object.entries(names).flatMap(([curve, name]) => {
			const { points = [] } = known.get(curve) ?? {};
			const of = points.map((point) => [point[x] ?? 0, point[y] ?? 0] as const);
			return of.length > 0 ? [{ name, points: of }] : [];
		});
	const length = {
		"length mms75": "mms75",
		"length other99": "other99",
		"length small": "100 octets",
	};
	const flows = { "flows 100": "100 octets", "flows 700": "700 octets" };
	const messages = { messages: "" };
	const panels: Panel[] = [
		{
			title: "µs for each further packet",
			x: "packets",
			series: lines(length, "packets", "furtherMicroseconds"),
		},
		{
			title: "ns for each packet",
			x: "open flows",
			series: lines(flows, "flows", "nanoseconds"),
		},
		{
			title: "µs for each message",
			x: "open messages",
			series: lines(messages, "open", "microseconds"),
		},
		{
			title: "peak memory, MB",
			x: "packets",
			series: lines(length, "packets", "peakMB"),
		},
		{
			title: "peak memory, MB",
			x: "open flows",
			series: lines(flows, "flows", "peakMB"),
		},
		{
			title: "memory in use, MB",
			x: "open messages",
			series: lines(messages, "open", "heapMB"),
		},
	].map((panel, i) => ({ ...panel, show: i < COLUMNS ? [] : [100] }));
	if (panels.every(({ series }) => series.length === 0)) return undefined;
	const rows = Math.ceil(panels.length / COLUMNS);
	return svg(
		"How time and memory grow",
		[COLUMNS * PANEL.width, rows * PANEL.height],
		panels.flatMap((panel, i) => {
			if (panel.series.length === 0) return [];
			const left = (i % COLUMNS) * PANEL.width;
			const top = Math.floor(i / COLUMNS) * PANEL.height;
			return drawPanel(panel, { left, top, ...PANEL });
		}),
	);
}
