// Where WebGL draws: on the canvas itself; or, without a graphics card, beside it, to be copied over when it is ready.
// A browser that draws by itself would stop and wait for every frame that it shows, and say so in the console.

const OPTIONS = { alpha: false, antialias: false, depth: false };
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;
const POLL_MS = 4;

/** Open the screen of a canvas; `null` where there is no WebGL. */
export function openScreen(canvas) {
  const trial = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!trial) return null;
  const screen = SOFTWARE.test(nameOf(trial)) ? new CopiedScreen(canvas) : new DirectScreen(canvas);
  trial.getExtension("WEBGL_lose_context")?.loseContext();
  return screen.gl ? screen : null;
}

/** What draws. Chromium hides it behind an extension; other browsers tell at once. */
function nameOf(gl) {
  const name = gl.getParameter(gl.RENDERER);
  const told = name === "WebKit WebGL" && gl.getExtension("WEBGL_debug_renderer_info");
  return told ? gl.getParameter(told.UNMASKED_RENDERER_WEBGL) : name;
}

class DirectScreen {
  constructor(canvas) {
    this.canvas = canvas;
    this.gl = canvas.getContext("webgl2", OPTIONS);
    this.isBusy = false;
    this.isUpsideDown = false;
    this.mostDense = 2;
  }

  resize(width, height) {
    Object.assign(this.canvas, { width, height });
  }

  /** Show what was drawn, then call `done`. */
  present(done) {
    done();
  }
}

class CopiedScreen {
  constructor(canvas) {
    this.canvas = canvas;
    this.gl = new OffscreenCanvas(1, 1).getContext("webgl2", OPTIONS);
    this.isBusy = false;
    this.isUpsideDown = true;
    this.mostDense = 1;
    if (!this.gl) return;
    this.context = canvas.getContext("2d", { alpha: false });
    this.pixels = this.gl.createBuffer();
  }

  resize(width, height) {
    Object.assign(this.canvas, { width, height });
    Object.assign(this.gl.canvas, { width, height });
    this.image = new ImageData(width, height);
    this.bytes = new Uint8Array(this.image.data.buffer);
  }

  present(done) {
    const { gl, image } = this;
    this.isBusy = true;
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, this.pixels);
    gl.bufferData(gl.PIXEL_PACK_BUFFER, this.bytes.length, gl.DYNAMIC_COPY);
    gl.readPixels(0, 0, image.width, image.height, gl.RGBA, gl.UNSIGNED_BYTE, 0);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    const drawn = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    const poll = () => {
      if (!gl.isContextLost() && gl.getSyncParameter(drawn, gl.SYNC_STATUS) !== gl.SIGNALED) {
        setTimeout(poll, POLL_MS);
        return;
      }
      gl.deleteSync(drawn);
      this.isBusy = false;
      if (image === this.image && !gl.isContextLost()) {
        gl.bindBuffer(gl.PIXEL_PACK_BUFFER, this.pixels);
        gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, this.bytes);
        gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
        this.context.putImageData(image, 0, 0);
      }
      done();
    };
    setTimeout(poll, POLL_MS);
  }
}
