export * from '../../shared/format';
