// Installs the dependencies, when something has changed since they were installed last.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pinnedPnpm, pnpmEnvironment, pnpmFolder } from "./pnpm.mjs";
import { runStep } from "./run-step.mjs";
import { root, workspaceFolders } from "./workspace.mjs";

const stampFile = join(root, "node_modules/.foyer-install.json");

/** A hash of all that decides what is installed. */
function wantedDependencies() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  const manifests = [".", ...workspaceFolders()].map((folder) => join(folder, "package.json"));
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", ...manifests]) {
    const path = join(root, file);
    hash.update(`\n${file}\n`).update(existsSync(path) ? readFileSync(path) : "");
  }
  return hash.digest("hex");
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {};
  }
}

/** Whether every package that has dependencies still has its folder of them. */
function foldersAreThere() {
  return workspaceFolders().every((folder) => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(root, folder, "package.json"), "utf8"),
    );
    return !(dependencies ?? devDependencies) || existsSync(join(root, folder, "node_modules"));
  });
}

/**
 * Installs what the lockfile says, development dependencies too: building needs them, in production as well.
 *
 * @returns {Promise<string>} the folder of the pinned pnpm
 */
export async function installDependencies() {
  const stamp = readStamp();
  const wanted = wantedDependencies();
  const upToDate = stamp.installed === wanted && foldersAreThere();
  const known = stamp.pnpmFolder && existsSync(join(stamp.pnpmFolder, "pnpm"));
  if (known && upToDate) return stamp.pnpmFolder;

  const folder = known && stamp.pnpm === pinnedPnpm() ? stamp.pnpmFolder : await pnpmFolder();
  if (!upToDate) {
    const args = ["install", "--frozen-lockfile", "--prefer-offline", "--prod=false"];
    // CI=true keeps pnpm from asking questions that nobody would see.
    const env = { ...pnpmEnvironment(folder), CI: "true" };
    await runStep(`installing dependencies (pnpm ${pinnedPnpm()})`, join(folder, "pnpm"), args, {
      cwd: root,
      env,
    });
  }
  writeFileSync(stampFile, JSON.stringify({ installed: wanted, pnpm: pinnedPnpm(), pnpmFolder: folder }));
  return folder;
}
