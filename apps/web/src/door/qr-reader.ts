import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

/** Finds QR codes in a video frame and returns their texts. */
export type QrReader = (source: HTMLVideoElement) => Promise<readonly string[]>;

type Detector = { detect(source: HTMLVideoElement): Promise<readonly { rawValue: string }[]> };
type DetectorClass = {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
};

declare global {
  interface Window {
    /** Not in all browsers, and not in TypeScript's DOM types. */
    BarcodeDetector?: DetectorClass;
  }
}

/**
 * The browser's own decoder if it works, otherwise one bundled with the app. Its WebAssembly comes from our
 * server rather than its authors' CDN, so that check-in does not depend on a third party.
 */
export async function createQrReader(): Promise<QrReader> {
  let native = await nativeDetector();
  let own: Detector | undefined;

  async function detect(source: HTMLVideoElement) {
    if (native !== undefined) {
      try {
        return await native.detect(source);
      } catch {
        // Chromium exposes it even on systems without the service behind it, and fails only on use.
        native = undefined;
      }
    }
    own ??= ownDetector();
    return own.detect(source);
  }

  return async (source) => {
    if (source.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return [];
    return (await detect(source)).map(({ rawValue }) => rawValue);
  };
}

async function nativeDetector(): Promise<Detector | undefined> {
  const { BarcodeDetector: Native } = window;
  // It may exist and support no format.
  if (!(await Native?.getSupportedFormats())?.includes("qr_code")) return undefined;
  return Native && new Native({ formats: ["qr_code"] });
}

function ownDetector(): Detector {
  prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });
  return new BarcodeDetector({ formats: ["qr_code"] });
}
