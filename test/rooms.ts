/** Prints the rooms of src and their arrows: `make rooms`. */
import { picture } from './layers.ts';

process.stdout.write(picture('src'));
