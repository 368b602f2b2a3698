import type { BookingId, EventId, PaymentId, UserId, WaitlistEntryId } from "@foyer/contract/ids";
import { Prisma } from "../generated/client/index.js";
import { ALL_AT_ONCE, asJson, fieldsOf, type RawFilter } from "./raw-commands.js";

/**
 * Raw reads, typed and decoded by Prisma's own description of the models, so that columns and types are only
 * declared in the schema. Rows have the form that Prisma returns, with branded ids.
 */

/** The brands of ids, by field name. */
interface Brands {
  readonly userId: UserId;
  readonly organizerId: UserId;
  readonly eventId: EventId;
  readonly bookingId: BookingId;
  readonly waitlistEntryId: WaitlistEntryId;
  readonly replacedById: BookingId;
}

/** The brands of the models' own ids. */
interface OwnBrands {
  readonly User: UserId;
  readonly Event: EventId;
  readonly Booking: BookingId;
  readonly Payment: PaymentId;
  readonly WaitlistEntry: WaitlistEntryId;
}

type Branded<Model, Row> = {
  [Name in keyof Row]: Name extends "id"
    ? Model extends keyof OwnBrands
      ? OwnBrands[Model]
      : Row[Name]
    : Name extends keyof Brands
      ? Brands[Name] | Extract<Row[Name], null>
      : Row[Name];
};

type Delegate<Model extends Prisma.ModelName> = Prisma.TransactionClient[Uncapitalize<Model>];

/** The row of some columns of a model. */
type Row<Model extends Prisma.ModelName, Columns> = Branded<
  Model,
  Prisma.Result<Delegate<Model>, { select: Columns }, "findFirstOrThrow">
>;

/** The row that a {@link rawModel} reads. */
export type RowOf<Read> = Read extends RawModel<infer Model, infer Columns> ? Row<Model, Columns> : never;

/** Some columns of a model for raw reads. */
export interface RawModel<Model extends Prisma.ModelName, Columns> {
  /**
   * Reads documents, by default up to about a thousand in one answer.
   *
   * @param client the model's client, in a transaction or not
   * @throws Error if a document does not match the schema
   */
  find(client: RawClient, filter: RawFilter, options?: RawFindOptions): Promise<Row<Model, Columns>[]>;
  /** Decodes the answer of a raw read of these columns. */
  decode(answer: unknown): Row<Model, Columns>[];
}

/** The part of a model's client that raw reads need. */
interface RawClient {
  findRaw(args: { filter: Prisma.InputJsonValue; options: Prisma.InputJsonValue }): PromiseLike<unknown>;
}

/** The options of MongoDB's `find` that are used here. */
export interface RawFindOptions {
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  readonly limit?: number;
  /** The index to use. */
  readonly hint?: Readonly<Record<string, 1 | -1>>;
}

/** @param columns like a Prisma `select`, without relations */
export function rawModel<
  Model extends Prisma.ModelName,
  const Columns extends Readonly<Record<string, true>>,
>(model: Model, columns: Columns): RawModel<Model, Columns> {
  const fields = selectFields(model, columns);
  const decodeRow = documentDecoder(model, fields);
  const projection = Object.fromEntries(fields.map(({ name, dbName }) => [dbName ?? name, 1]));
  const decode = (answer: unknown) => {
    if (!Array.isArray(answer)) throw new Error("A raw read answers a list.");
    // The one place where decoded rows get the type that the schema describes.
    return answer.map(decodeRow) as Row<Model, Columns>[];
  };
  return {
    decode,
    async find(client, filter, options = {}) {
      return decode(
        await client.findRaw({
          filter: asJson(filter),
          options: { ...ALL_AT_ONCE, projection, ...options },
        }),
      );
    },
  };
}

/** The columns of a model that may be null. */
type NullableColumns<Model extends Prisma.ModelName, Columns> = {
  readonly [Name in keyof Row<Model, Columns> as null extends Row<Model, Columns>[Name] ? Name : never]: null;
};

/** The values of nullable columns in a row written without them. */
export function nullColumns<
  Model extends Prisma.ModelName,
  const Columns extends Readonly<Record<string, true>>,
>(model: Model, columns: Columns): NullableColumns<Model, Columns> {
  const nullable = selectFields(model, columns).filter(({ isRequired, isList }) => !isRequired && !isList);
  // From the same description as the type.
  return Object.fromEntries(nullable.map(({ name }) => [name, null])) as NullableColumns<Model, Columns>;
}

function selectFields(model: Prisma.ModelName, columns: object): readonly Field[] {
  const fields = fieldsOf(model).filter(({ name }) => name in columns);
  const missing = Object.keys(columns).filter((name) => !fields.some((field) => field.name === name));
  if (missing.length > 0) throw new Error(`${model} has no ${missing.join(", ")}.`);
  return fields;
}

type Field = Pick<
  Prisma.DMMF.Field,
  "name" | "dbName" | "kind" | "type" | "isList" | "isRequired" | "nativeType" | "default"
>;
type Decode = (value: unknown) => unknown;

/** @param owner the model, for error messages */
function documentDecoder(owner: string, fields: readonly Field[]): Decode {
  const decoders = fields.map((field) => ({
    name: field.name,
    key: field.dbName ?? field.name,
    decode: field.isList ? listDecoder(owner, field) : valueDecoder(owner, field),
    absent: absentValue(field),
  }));
  return (document) => {
    if (typeof document !== "object" || document === null) throw new Error(`No document of ${owner}.`);
    const row: Record<string, unknown> = {};
    for (const { name, key, decode, absent } of decoders) {
      const value: unknown = Reflect.get(document, key);
      if (value !== undefined && value !== null) row[name] = decode(value);
      else if (absent !== undefined) row[name] = absent.value;
      else throw new Error(`A document of ${owner} has no ${name}.`);
    }
    return row;
  };
}

/** The value of a field that is missing in a document; undefined if it is required. */
function absentValue({ isList, isRequired, default: given }: Field): { readonly value: unknown } | undefined {
  if (isList) return { value: [] };
  if (!isRequired) return { value: null };
  return given === undefined || typeof given === "object" ? undefined : { value: given };
}

function listDecoder(owner: string, field: Field): Decode {
  const decode = valueDecoder(owner, field);
  return (value) => (Array.isArray(value) ? value.map(decode) : fail(owner, field));
}

function valueDecoder(owner: string, field: Field): Decode {
  if (field.kind === "object") {
    const type = Prisma.dmmf.datamodel.types.find(({ name }) => name === field.type);
    if (type === undefined) throw new Error(`${owner}.${field.name} is a relation, which is not read raw.`);
    return documentDecoder(field.type, type.fields);
  }
  if (field.kind === "enum") return enumDecoder(owner, field);
  if (field.nativeType?.[0] === "ObjectId") return (value) => wrapped(value, "$oid") ?? fail(owner, field);
  switch (field.type) {
    case "DateTime":
      return (value) => toDate(wrapped(value, "$date")) ?? fail(owner, field);
    case "String":
      return (value) => (typeof value === "string" ? value : fail(owner, field));
    case "Int":
      return (value) => (typeof value === "number" ? value : fail(owner, field));
    case "Boolean":
      return (value) => (typeof value === "boolean" ? value : fail(owner, field));
    default:
      throw new Error(`${owner}.${field.name} is ${field.type}, which is not read raw.`);
  }
}

function enumDecoder(owner: string, field: Field): Decode {
  const described = Prisma.dmmf.datamodel.enums.find(({ name }) => name === field.type);
  const values = new Set<unknown>(described?.values.map(({ name }) => name));
  return (value) => (values.has(value) ? value : fail(owner, field));
}

/** The value in extended JSON: `{"$date": …}`. */
function wrapped(value: unknown, key: "$oid" | "$date"): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const inner: unknown = Reflect.get(value, key);
  return typeof inner === "string" ? inner : undefined;
}

function toDate(text: string | undefined): Date | undefined {
  const date = text === undefined ? undefined : new Date(text);
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

function fail(owner: string, { name, type }: Field): never {
  throw new Error(`${owner}.${name} is no ${type}.`);
}
