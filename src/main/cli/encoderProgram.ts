import { type Command, Option } from 'commander';
import { trainingPresets } from '../../shared/encoders/trainingPresets';
import { exportEncoderCommand, importEncoderCommand, listEncodersCommand } from './encoderCommands';
import { trainCommand } from './learningCommands';
import * as parse from './values';
import { addNaming } from './nameProgram';
import { boxOption, encoderOption, regionOption, seedOption } from './options';
import type { AddCommand } from './addCommand';

const presetNames = trainingPresets.map(({ name }) => name).join(', ');

/** Adds the commands that train and exchange encoders. */
export function addEncoderCommands(add: AddCommand, program: Command): void {
  add('train <project>', 'train a terrain encoder', trainCommand)
    .option('--preset <P>', `how to train: ${presetNames}`, 'topo2vec-4')
    .option('--paper', "use the paper's settings of the preset")
    .option('--name <E>', 'name of the encoder')
    .addOption(new Option('--images <N>', 'locations of the training set').argParser(parse.parseWhole))
    .addOption(new Option('--epochs <N>', 'how often each location is shown').argParser(parse.parseWhole))
    .addOption(new Option('--radius <M,M>', 'radii of the patches, metres').argParser(parse.parseMetres))
    .addOption(
      new Option('--learning-rate <R>', "highest learning rate, in place of the preset's").argParser(
        parse.parsePositive,
      ),
    )
    .addOption(boxOption('box', 'where places are drawn, and labels learned from; default: everywhere'))
    .addOption(regionOption('box'))
    .addOption(seedOption())
    .option(
      '--class <C,C>',
      'the classes that cnn learns; default: peak, river, cliff, saddle',
      parse.parseNames,
    )
    .addOption(
      new Option(
        '--momentum <M>',
        'saumoco: momentum of the key encoder, the share kept at each step',
      ).argParser(parse.parseShare),
    )
    .addOption(
      new Option(
        '--temperature <T>',
        'saumoco: temperature that cosine similarities are divided by',
      ).argParser(parse.parsePositive),
    )
    .addOption(
      new Option(
        '--neighbour-radii <R>',
        'saumoco: greatest distance of neighbouring places, in radii',
      ).argParser(parse.parsePositive),
    )
    .option('--resume', 'resume from the newest checkpoint with the same settings');
  const encoders = program.command('encoders').description('list, name, export or import terrain encoders');
  add('list <project>', 'list the encoders of a project', listEncodersCommand, encoders);
  add(
    'export <project>',
    'write an encoder as TensorFlow.js layers models with its card',
    exportEncoderCommand,
    encoders,
  )
    .addOption(encoderOption())
    .requiredOption('--out <folder>', 'a new folder, or an empty one');
  add(
    'import <project> <folder>',
    'import an encoder from a folder of that kind',
    importEncoderCommand,
    encoders,
  );
  addNaming(add, encoders, 'encoder', '<encoder>');
}
