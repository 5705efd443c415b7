import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

const schema = JSON.parse(
	readFileSync(
		new URL("../schema/mmstrace-1.schema.json", import.meta.url),
		"utf8",
	),
);
const validate = new Ajv2020({
	strict: true,
	allowUnionTypes: true,
	allErrors: true,
	discriminator: false,
}).compile(schema);

/** What the schema of the package says against a record; empty when it is valid. */
export function schemaErrors(record: unknown): string[] {
	if (validate(record)) return [];
	return (validate.errors ?? []).map(
		({ instancePath, message, params }) =>
			`${instancePath} ${message} ${JSON.stringify(params)}`,
	);
}
