import { router } from "../trpc.js";
import { accountProcedures } from "./account.js";
import { administrationProcedures } from "./administration.js";

/** Accounts and sessions. */
export const userRouter = router({ ...accountProcedures, ...administrationProcedures });
