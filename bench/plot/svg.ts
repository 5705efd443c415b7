/** A little SVG: elements as text, and the colours and letters of all plots. */

export type Attributes = Record<string, string | number>;

export const FONT = "font-family='Helvetica, Arial, sans-serif'";
export const INK = "#222222";
export const FAINT = "#e3e3e3";
/** Told apart by most colour-blind people as well. */
export const COLOURS = ["#0b62a4", "#d1661a", "#3c8d53", "#7a5195"];

export function escapeText(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}

export function element(
	name: string,
	attributes: Attributes,
	content = "",
): string {
	const given = Object.entries(attributes)
		.map(([key, value]) => ` ${key}="${escapeText(String(rounded(value)))}"`)
		.join("");
	return content
		? `<${name}${given}>${content}</${name}>`
		: `<${name}${given}/>`;
}

function rounded(value: string | number): string | number {
	return typeof value === "number" ? Number(value.toFixed(1)) : value;
}

export function text(
	x: number,
	y: number,
	content: string,
	attributes: Attributes = {},
): string {
	const usual = { x, y, "font-size": 12, fill: INK };
	return element("text", { ...usual, ...attributes }, escapeText(content));
}

export function line(
	[x1, y1]: readonly [number, number],
	[x2, y2]: readonly [number, number],
	stroke: string,
): string {
	return element("line", { x1, y1, x2, y2, stroke });
}

/** @param title what readers hear who do not see the picture */
export function svg(
	title: string,
	[width, height]: readonly [number, number],
	parts: readonly string[],
): string {
	const about = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${FONT}`;
	const ground = element("rect", { width, height, fill: "#ffffff" });
	const name = element("title", {}, escapeText(title));
	return `<svg ${about}>\n${[name, ground, ...parts].join("\n")}\n</svg>\n`;
}
