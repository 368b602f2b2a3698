import { serve } from "./serve.js";

// --end-with-parent: the server ends when the process that started it is gone. That one gives it an IPC channel.
await serve(process.env, { endsWithParent: process.argv.includes("--end-with-parent") });
