import { execFileSync } from 'node:child_process';

/** Where the hosts reach the server, and the first three numbers of their own addresses. */
const NETWORK = '10.77.0';
export const SERVER = `${NETWORK}.1`;

const ip = (...args: string[]): void => {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** A machine of its own as far as the network goes: a network namespace with one cable to the server. */
export class Host {
  readonly #name: string;
  readonly #cable: string;

  constructor(switchName: string, index: number) {
    this.#name = `${switchName}-${index}`;
    this.#cable = `${switchName}c${index}`;
    const inside = `${switchName}i${index}`;
    ip('netns', 'add', this.#name);
    ip('link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', inside);
    ip('link', 'set', this.#cable, 'master', switchName, 'up');
    ip('link', 'set', inside, 'netns', this.#name);
    ip('-n', this.#name, 'addr', 'add', `${NETWORK}.${10 + index}/24`, 'dev', inside);
    ip('-n', this.#name, 'link', 'set', inside, 'up');
    ip('-n', this.#name, 'link', 'set', 'lo', 'up');
  }

  /** What a command starts with to run there. */
  get prefix(): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name];
  }

  /** Pulls the cable. */
  cutOff(): void {
    ip('link', 'set', this.#cable, 'down');
  }

  reconnect(): void {
    ip('link', 'set', this.#cable, 'up');
  }

  remove(): void {
    ip('netns', 'del', this.#name);
  }
}

/** Hosts around a switch that this machine hangs on as the server. */
export class Hosts {
  readonly #switch = `t2v${process.pid % 10_000}`;
  readonly list: readonly Host[];

  /**
   * @throws Error where the system lets this process make no networks: that takes `ip` of iproute2, and root
   */
  constructor(count: number) {
    ip('link', 'add', this.#switch, 'type', 'bridge');
    ip('addr', 'add', `${SERVER}/24`, 'dev', this.#switch);
    ip('link', 'set', this.#switch, 'up');
    this.list = Array.from({ length: count }, (_, index) => new Host(this.#switch, index));
  }

  remove(): void {
    for (const host of this.list) host.remove();
    ip('link', 'del', this.#switch);
  }
}
