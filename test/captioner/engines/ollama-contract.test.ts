import { startCaptioner } from '../sandbox.ts';
import { captionerContract } from './port.contract.ts';

captionerContract('Ollama', async () => {
  const { sandbox, captioner } = await startCaptioner({ timeScale: 0.05 });
  return { captioner, model: 'gemma3:4b', isGenerating: () => sandbox.generating() > 0 };
});
