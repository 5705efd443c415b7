/** Records, to be read once: one by one, or several at a time where they come so. */
export interface Records<T> extends AsyncIterable<T> {
	batches?(): AsyncIterable<readonly T[]>;
}

/** The records several at a time; of what only gives them one by one each is a batch. */
export function batchesOf<T>(records: Records<T>): AsyncIterable<readonly T[]> {
	return records.batches ? records.batches() : eachAlone(records);
}

async function* eachAlone<T>(
	records: AsyncIterable<T>,
): AsyncGenerator<readonly T[]> {
	for await (const record of records) yield [record];
}

/** The batches as records that come several at a time. */
export function recordsIn<T>(
	batches: () => AsyncIterable<readonly T[]>,
): Records<T> {
	return {
		batches,
		async *[Symbol.asyncIterator]() {
			for await (const batch of batches())
				for (let i = 0; i < batch.length; i++) yield batch[i]!;
		},
	};
}
