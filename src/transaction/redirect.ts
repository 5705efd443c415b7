import type { Exchange } from "../record.js";
import { normalLocation } from "./location.js";

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)/i;

/** Where a redirect sends the client that asked for `url` (RFC 9110 10.2.2), in normal form. */
export function redirectTarget({
	response,
	url,
}: Pick<Exchange, "response" | "url">): string | undefined {
	const told = response?.["http.location"]?.trim();
	if (!told) return undefined;
	const target = SCHEME.test(told) ? told : resolve(told, url ?? "");
	return target === undefined ? undefined : normalLocation(target);
}

/** The absolute URL that a relative reference means at `base` (RFC 3986 5.2); undefined: that is no absolute URL. */
function resolve(text: string, base: string): string | undefined {
	const parts = ABSOLUTE.exec(base);
	if (!parts) return undefined;
	const origin = `${parts[1]}://${parts[2]}`;
	if (text.startsWith("//")) return `${parts[1]}:${text}`;
	if (text.startsWith("/")) return origin + removeDots(text);
	if (text.startsWith("#")) return base;
	const path = parts[3] || "/";
	if (text.startsWith("?")) return origin + path + text;
	return origin + removeDots(path.slice(0, path.lastIndexOf("/") + 1) + text);
}

/** Takes `.` and `..` out of a path (RFC 3986 5.2.4). */
function removeDots(text: string): string {
	const query = text.search(/[?#]/);
	const path = query < 0 ? text : text.slice(0, query);
	const kept: string[] = [];
	const segments = path.split("/").slice(1);
	for (const [index, segment] of segments.entries()) {
		const isLast = index === segments.length - 1;
		if (segment === "..") kept.pop();
		if (segment !== "." && segment !== "..") kept.push(segment);
		else if (isLast) kept.push("");
	}
	return `/${kept.join("/")}${query < 0 ? "" : text.slice(query)}`;
}
