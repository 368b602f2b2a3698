import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

/** Finds QR codes in a picture; answers what they say. */
export type QrReader = (source: HTMLVideoElement) => Promise<readonly string[]>;

type Detector = { detect(source: HTMLVideoElement): Promise<readonly { rawValue: string }[]> };
type DetectorClass = {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
};

declare global {
  interface Window {
    /** Only some browsers have it, and TypeScript does not know it yet. */
    BarcodeDetector?: DetectorClass;
  }
}

/**
 * The browser's own reader where it has one that works, else one that comes with the app: from our own server,
 * since the decoder's authors' CDN is nobody's whom a door may depend on.
 */
export async function createQrReader(): Promise<QrReader> {
  let native = await nativeDetector();
  let own: Detector | undefined;

  async function detect(source: HTMLVideoElement) {
    if (native !== undefined) {
      try {
        return await native.detect(source);
      } catch {
        // Chromium has it on systems without the service behind it, and says so only now.
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
  // It may be there and know no format at all.
  if (!(await Native?.getSupportedFormats())?.includes("qr_code")) return undefined;
  return Native && new Native({ formats: ["qr_code"] });
}

function ownDetector(): Detector {
  prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });
  return new BarcodeDetector({ formats: ["qr_code"] });
}
