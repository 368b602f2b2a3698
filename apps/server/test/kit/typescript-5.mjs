// openapi-typescript uses the JavaScript API of TypeScript, which TypeScript 7 does not have: it is given an older one.
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== "typescript") return next(specifier, context);
    return next("typescript-5.9", { ...context, parentURL: import.meta.url });
  },
});
